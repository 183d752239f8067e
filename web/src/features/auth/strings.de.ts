import type { Translated } from "../../i18n/translated.ts";
import type { authEn } from "./strings.en.ts";

export const authDe: Translated<typeof authEn> = {
  language: "Sprache",
  signIn: "Anmelden",
  signInLead: "Mit dem Konto dieses SmartyPants.",
  email: "E-Mail-Adresse",
  password: "Passwort",
  showPassword: "Passwort anzeigen oder verbergen",
  name: "Ihr Name",
  join: "SmartyPants beitreten",
  joinLead: "Sie wurden als {{email}} eingeladen. Wählen Sie ein Passwort, um beizutreten.",
  newPassword: "Neues Passwort setzen",
  newPasswordLead: "Für {{email}}. Alle Geräte werden abgemeldet, und hier werden Sie angemeldet.",
  newPasswordField: "Neues Passwort",
  passwordRule: "Mindestens 10 Zeichen. Ein paar Wörter ohne Zusammenhang merken sich leicht.",
  setPassword: "Passwort setzen und anmelden",
  deadLink: "Dieser Link funktioniert nicht",
  continueWith: "Weiter mit {{provider}}",
  orPassword: "oder mit einem Passwort",
  theProvider: "dem Anbieter",
  noMethods:
    "Zurzeit kann sich niemand anmelden: Passwörter sind ausgeschaltet, und alle Anbieter auch. Wer diesen Server betreibt, kann Passwörter einschalten: smartypants sign-in passwords on",
  problem: {
    expired: "Diese Anmeldung hat zu lange gedauert, war schon benutzt oder begann in einem anderen Browser. Beginnen Sie hier neu.",
    busy: "Zu viele Versuche aus Ihrem Netz. Warten Sie eine Viertelstunde und versuchen Sie es dann wieder.",
    off: "Die Anmeldung mit {{provider}} ist ausgeschaltet. Nehmen Sie einen anderen Weg, oder fragen Sie die Verwaltung.",
    declined: "Sie haben bei {{provider}} nicht zugestimmt, also ist nichts geschehen. War das ein Versehen, versuchen Sie es noch einmal.",
    "provider-error":
      "{{provider}} hat die Anmeldung abgelehnt. Versuchen Sie es noch einmal; bleibt es so, kann die Verwaltung den Anbieter prüfen.",
    unreachable:
      "{{provider}} hat nicht geantwortet, wie es sollte. Versuchen Sie es später wieder; die Verwaltung kann den Anbieter prüfen.",
    "not-verified":
      "Was {{provider}} geschickt hat, ließ sich nicht bestätigen; Sie wurden nicht angemeldet. Versuchen Sie es noch einmal, und sagen Sie es der Verwaltung, wenn es so bleibt.",
    "other-session":
      "Sie sind nicht als die Person angemeldet, die das begonnen hat. Melden Sie sich an und verknüpfen Sie das Konto noch einmal.",
    disabled: "Ihr Konto hier ist gesperrt. Fragen Sie die Verwaltung.",
    "other-workspace": "Dieses Konto gehört zu einem anderen Workspace. Wählen Sie bei {{provider}} den richtigen.",
    "no-address":
      "{{provider}} bürgt nicht für Ihre E-Mail-Adresse, deshalb ließ sie sich nicht zuordnen. Bestätigen Sie die Adresse dort, oder fragen Sie die Verwaltung.",
    "other-domain":
      "Adressen Ihrer Domain werden von {{provider}} nicht angenommen. Wählen Sie dort ein anderes Konto, oder fragen Sie die Verwaltung.",
    "link-first":
      "Hier gibt es schon ein Konto mit Ihrer Adresse. Melden Sie sich dort erst an und verknüpfen Sie {{provider}} dann unter Mein Konto.",
    "no-account": "Sie haben hier noch kein Konto. Bitten Sie die Verwaltung um eine Einladung.",
    "linked-elsewhere":
      "Dieses Konto bei {{provider}} ist hier mit jemand anderem verknüpft. Melden Sie sich damit an, oder lassen Sie die Verknüpfung erst lösen.",
    "address-taken": "Die Adresse dieses Kontos gehört hier jemand anderem. Bitten Sie die Verwaltung, das zu klären.",
    other: "Die Anmeldung hat nicht geklappt. Beginnen Sie neu.",
  },
  noToken: "Der Teil hinter dem # fehlt. Kopieren Sie den ganzen Link, oder bitten Sie um einen neuen.",
};
