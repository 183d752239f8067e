import type { Translated } from "../../i18n/translated.ts";
import type { adminGroupsEn } from "./strings.en.ts";

export const adminGroupsDe: Translated<typeof adminGroupsEn> = {
  title: "Gruppen",
  facts: "Teilen Sie eine Quelle oder einen Ordner mit einer Gruppe, und ihre Mitglieder finden, was darin ist.",
  failed: "Die Gruppen konnten nicht aufgeführt werden",
  none: "Noch keine Gruppen",
  noneText: "Legen Sie eine für alle an, die dasselbe finden sollen, und teilen Sie Quellen mit ihr.",
  create: "Neue Gruppe",
  column: { name: "Name", description: "Beschreibung", members: "Mitglieder" },
  open: "Mitglieder von {{name}}",
  dialog: { title: "Neue Gruppe", name: "Name", description: "Beschreibung", create: "Anlegen" },
  edit: "Umbenennen",
  editTitle: "Gruppe umbenennen",
  detail: {
    label: "Eine Gruppe",
    failed: "Diese Gruppe konnte nicht gelesen werden",
    members: "Mitglieder",
    membersFailed: "Die Mitglieder konnten nicht aufgeführt werden",
    noMembers: "Noch ist niemand darin.",
    add: "Personen hinzufügen",
    addPlaceholder: "Nach Name oder Adresse finden",
    addButton: "Hinzufügen",
    unclear: "Wählen Sie Personen aus der Liste. Wer hier noch kein Konto hat, kann auf der Seite Personen eingeladen werden.",
    remove: "Entfernen",
    removeFor: "{{name}} aus der Gruppe entfernen",
    delete: "Gruppe löschen",
    deleteTitle: "{{name}} löschen?",
    deleteText: "Ihre Mitglieder verlieren sofort, was sie durch sie lesen durften. Die Personen bleiben.",
  },
};
