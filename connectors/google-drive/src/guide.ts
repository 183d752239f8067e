import type { GuideFacts, GuideStep } from "@smartypants/sdk";
import { DELEGATION_SCOPES, DIRECTORY_SCOPES, DRIVE_SCOPES } from "./scopes.ts";

const CONSOLE = "https://console.cloud.google.com";

/** What the operator does at Google, for each of the three ways to sign in. */
export function driveGuide(settings: Readonly<Record<string, unknown>>, { redirectUri }: GuideFacts): readonly GuideStep[] {
  const { way } = settings;
  if (way === "delegation") return [PROJECT, SERVICE_ACCOUNT, ...DELEGATION];
  if (way === "oauth") return [PROJECT, ...account(redirectUri, settings["readGroups"] === true)];
  if (way === "serviceAccount") return [PROJECT, SERVICE_ACCOUNT, ...SHARING];
  return [
    CHOICE,
    PROJECT,
    ...labelled("Whole domain", [SERVICE_ACCOUNT, ...DELEGATION]),
    ...labelled("One account", account(redirectUri, false)),
    ...labelled("Shared folders", [SERVICE_ACCOUNT, ...SHARING]),
  ];
}

function labelled(way: string, steps: readonly GuideStep[]): readonly GuideStep[] {
  return steps.map((step) => ({ ...step, title: `${way}: ${step.title}` }));
}

const CHOICE: GuideStep = {
  title: "Choose one of three ways",
  text: [
    "- **Whole domain** (Google Workspace, needs an administrator): everyone's My Drive and all shared drives, each file with its own readers, Google groups included.",
    "- **One account**: what one person can see. Quickest to set up.",
    "- **Shared folders**: a service account sees only the folders and drives that people share with it.",
  ].join("\n"),
};

const PROJECT: GuideStep = {
  title: "Create a project and enable the APIs",
  text: `In the [Google Cloud console](${CONSOLE}/projectcreate) create a project, then enable the [Google Drive API](${CONSOLE}/apis/library/drive.googleapis.com). For the whole domain, or to read Google groups, enable the [Admin SDK API](${CONSOLE}/apis/library/admin.googleapis.com) too.`,
};

const SERVICE_ACCOUNT: GuideStep = {
  title: "Create a service account and its key",
  text: `Under [Service accounts](${CONSOLE}/iam-admin/serviceaccounts) create one; it needs no role. Open it, choose **Keys**, **Add key**, **Create new key**, **JSON**. Paste the file that is downloaded into the form. It is a secret: delete the file afterwards.`,
};

const DELEGATION: readonly GuideStep[] = [
  {
    title: "Let it act for the people of the domain",
    text: "As a super administrator open the [Admin console](https://admin.google.com/ac/owl/domainwidedelegation): **Security**, **API controls**, **Domain-wide delegation**, **Add new**. The client id is the number shown with the service account (`client_id` in the key file). Paste **exactly** these scopes, all of them and no other: Google refuses a token for any scope that is missing here. They only allow reading.",
    copy: [{ label: "OAuth scopes", value: DELEGATION_SCOPES.join(","), language: "text" }],
  },
  {
    title: "Name an administrator",
    text: "Enter the address of an administrator who may read users and groups. People and groups of the domain are listed in that name; files are read in the name of each person.",
  },
];

function account(redirectUri: string, readsGroups: boolean): readonly GuideStep[] {
  const scopes = readsGroups ? [...DRIVE_SCOPES, ...DIRECTORY_SCOPES] : DRIVE_SCOPES;
  return [
    {
      title: "Set up the consent screen",
      text: `Under [Google Auth Platform](${CONSOLE}/auth/overview) choose **Internal** if your organisation has Google Workspace. Otherwise choose **External** and set the publishing status to **In production**: while it is **Testing**, Google ends every access after seven days. Add these scopes under **Data access**.${readsGroups ? "" : " An administrator who turns on *Read Google groups* adds those for the directory too."}`,
      copy: [{ label: "OAuth scopes", value: scopes.join("\n"), language: "text" }],
    },
    {
      title: "Create an OAuth client",
      text: `Under [Clients](${CONSOLE}/auth/clients) create a client of the type **Web application** and add this redirect address, exactly as it is here. Google takes only addresses with https, or http://localhost. Enter the client id and the client secret in the form, then sign in.`,
      copy: [{ label: "Authorized redirect URI", value: redirectUri, language: "text" }],
    },
  ];
}

const SHARING: readonly GuideStep[] = [
  {
    title: "Share folders with it",
    text: "Share the folders with the address of the service account (`client_email` in the key file), or add it as a member of shared drives. **Viewer** is enough to read files, but only an **Editor** (**Content manager** in a shared drive) sees who else may read them: with less, choose yourself who may read this source.",
  },
];
