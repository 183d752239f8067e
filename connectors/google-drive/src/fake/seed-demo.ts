import type { DriveFake } from "./start-drive-fake.ts";
import { DOCUMENT, FOLDER, SHEET, SLIDES } from "./world.ts";

/** A credential for the whole domain, as an operator enters it. */
export interface DemoCredential {
  readonly way: "delegation";
  readonly key: string;
  readonly adminEmail: string;
}

/**
 * A small made-up company: files of every kind, a shared drive, a group, a limited folder and a shortcut, so that a newcomer sees each at work.
 * Ada is the administrator; Ben is in the crew, and Carla is not.
 */
export function seedDemo(fake: DriveFake): DemoCredential {
  const { domain } = fake.world;
  const ada = fake.addUser("Ada Winter", `ada@${domain}`);
  const ben = fake.addUser("Ben Okafor", `ben@${domain}`);
  const carla = fake.addUser("Carla Rossi", `carla@${domain}`);
  const crew = fake.setGroup(`crew@${domain}`, [ada, ben], "Crew");
  const drive = fake.addDrive("Lighthouse project", [
    { type: "user", emailAddress: ada, role: "organizer" },
    { type: "group", emailAddress: crew, role: "writer" },
  ]);
  seedProject(fake, drive);
  seedContracts(fake, drive, carla);
  seedHandbook(fake, ada, crew);
  const paper = fake.create({
    name: "Notes on lenses.md",
    owner: ben,
    mimeType: "text/markdown",
    text: "# Lenses\n\nA Fresnel lens of the first order has a focal length of 920 millimetres.\n\n## Cleaning\n\nUse cotton and distilled water, never alcohol.",
    permissions: [{ type: "user", emailAddress: ada }],
  });
  fake.create({ name: "Lenses", parentId: drive, shortcutTo: { targetId: paper } });
  return { way: "delegation", key: fake.signIn.keyFile, adminEmail: ada };
}

function seedProject(fake: DriveFake, drive: string): void {
  const plans = fake.create({ name: "Plans", parentId: drive, mimeType: FOLDER });
  fake.create({
    name: "Restoration plan",
    parentId: plans,
    mimeType: DOCUMENT,
    text: [
      "# Goal",
      "The lighthouse of Norden is open to visitors again from the first of May.",
      "# Scaffolding",
      "The scaffolding stands from the third of February to the end of March; the contract is with Harbour Works.",
      "# Open questions",
      "Who keeps the key of the lamp room during the works?",
    ].join("\n"),
  });
  seedFigures(fake, plans);
}

function seedFigures(fake: DriveFake, plans: string): void {
  fake.create({
    name: "Budget",
    parentId: plans,
    mimeType: SHEET,
    content: {
      kind: "sheet",
      tabs: [
        {
          name: "Summary",
          rows: [
            ["Item", "Euro"],
            ["Scaffolding", "18400"],
            ["Paint", "6200"],
          ],
        },
        {
          name: "Paint",
          rows: [
            ["Colour", "Litres"],
            ["Signal red", "140"],
            ["White", "210"],
          ],
        },
        {
          name: "Reserve",
          rows: [
            ["Purpose", "Euro"],
            ["Storm damage", "5000"],
          ],
        },
      ],
    },
  });
  fake.create({
    name: "Kick-off",
    parentId: plans,
    mimeType: SLIDES,
    content: {
      kind: "slides",
      slides: [
        "Lighthouse of Norden\nKick-off",
        "Milestones\nScaffolding in February, painting in April",
        "Risks\nStorms delay the painting by two weeks at most",
      ],
    },
  });
}

/** Of the shared drive, and closed to most of its members. */
function seedContracts(fake: DriveFake, drive: string, accountant: string): void {
  const limited = fake.create({ name: "Contracts", parentId: drive, mimeType: FOLDER });
  fake.create({
    name: "Harbour Works.txt",
    parentId: limited,
    text: "The agreed price for the scaffolding is 18,400 euro, payable in two parts.",
  });
  fake.limit(limited, true);
  fake.share(limited, { type: "user", emailAddress: accountant });
}

function seedHandbook(fake: DriveFake, owner: string, crew: string): void {
  const handbook = fake.create({ name: "Handbook", owner, mimeType: FOLDER, permissions: [{ type: "group", emailAddress: crew }] });
  fake.create({
    name: "Keys.txt",
    parentId: handbook,
    text: "The key of the lamp room hangs in the office, in the cabinet with the green label. Sign the book when you take it.",
  });
  fake.create({
    name: "Travel.md",
    parentId: handbook,
    mimeType: "text/markdown",
    text: "# Travel\n\nTake the ferry at 7:40; it is booked a week ahead.\n\n# Expenses\n\nReceipts go to Carla within thirty days.",
  });
  fake.create({
    name: "Salaries",
    owner,
    mimeType: SHEET,
    content: {
      kind: "sheet",
      tabs: [
        {
          name: "2026",
          rows: [
            ["Name", "Euro"],
            ["Keeper", "41000"],
          ],
        },
      ],
    },
  });
  fake.create({ name: "Storm of 2024.mp4", parentId: handbook, mimeType: "video/mp4", text: "film" });
}

/** Many small files in folders of a hundred, in one shared drive. */
export function seedMany(fake: DriveFake, count: number, owner = `ada@${fake.world.domain}`): string {
  if (!fake.world.users.has(owner)) fake.addUser("Ada Winter", owner);
  const drive = fake.addDrive("Archive", [{ type: "user", emailAddress: owner, role: "organizer" }]);
  let folder = drive;
  for (let at = 0; at < count; at++) {
    if (at % 100 === 0) folder = fake.create({ name: `Folder ${at / 100}`, parentId: drive, mimeType: FOLDER });
    fake.create({ name: `Note ${at}.txt`, parentId: folder, text: `This is note number ${at} of the archive.` });
  }
  return drive;
}
