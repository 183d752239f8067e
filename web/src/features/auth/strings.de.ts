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
  noToken: "Der Teil hinter dem # fehlt. Kopieren Sie den ganzen Link, oder bitten Sie um einen neuen.",
};
