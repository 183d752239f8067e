import { expect, test } from "vitest";
import { detectLanguage } from "./detect-language.ts";

test.each([
  ["en", "Employees may take up to 20 days of leave a year, and the rest is paid out with the December salary."],
  ["en", "Deploy the new build to staging"],
  ["de", "Die Mitarbeiterinnen und Mitarbeiter können bis zu 20 Tage Urlaub im Jahr nehmen, der Rest wird ausgezahlt."],
  ["fr", "Les salariés peuvent prendre jusqu'à 20 jours de congé par an et le reste est payé avec le salaire de décembre."],
  ["es", "Los empleados pueden tomar hasta 20 días de vacaciones al año y el resto se paga con el salario de diciembre."],
  ["it", "I dipendenti possono prendere fino a 20 giorni di ferie all'anno e il resto viene pagato con lo stipendio di dicembre."],
  ["pt", "Os funcionários podem tirar até 20 dias de férias por ano e o restante é pago com o salário de dezembro."],
  ["nl", "De medewerkers kunnen tot 20 dagen vakantie per jaar opnemen en de rest wordt met het salaris van december uitbetaald."],
  ["sv", "De anställda kan ta ut upp till 20 dagars semester om året och resten betalas ut med lönen i december, vilket är bra för oss."],
  [
    "da",
    "De ansatte kan tage op til 20 dages ferie om året, og resten bliver udbetalt sammen med lønnen i december efter aftale af ledelsen.",
  ],
  [
    "no",
    "De ansatte kan ta ut opptil 20 dager ferie i året, og resten blir utbetalt sammen med lønnen i desember etter avtale av ledelsen.",
  ],
  ["fi", "Työntekijät voivat pitää jopa 20 päivää lomaa vuodessa, ja loput maksetaan joulukuun palkan kanssa, kun se on sovittu."],
  ["pl", "Pracownicy mogą wziąć do 20 dni urlopu w roku, a reszta jest wypłacana z grudniową pensją i nie przepada."],
  ["ru", "Сотрудники могут взять до 20 дней отпуска в год, остальное выплачивается с зарплатой."],
  ["uk", "Працівники можуть взяти до 20 днів відпустки на рік, а решта виплачується із зарплатою."],
  ["el", "Οι εργαζόμενοι μπορούν να πάρουν άδεια έως 20 ημέρες."],
  ["ja", "従業員は年間20日まで休暇を取ることができます。"],
  ["zh", "员工每年最多可以休假二十天,其余的将在十二月支付。"],
  ["ko", "직원은 연간 최대 20일의 휴가를 사용할 수 있습니다."],
  ["ar", "يمكن للموظفين أخذ إجازة تصل إلى عشرين يوما في السنة"],
  ["fa", "کارکنان می‌توانند تا بیست روز در سال مرخصی بگیرند"],
  ["he", "העובדים יכולים לקחת עד עשרים ימי חופשה בשנה"],
  ["th", "พนักงานสามารถลาพักร้อนได้ถึงยี่สิบวันต่อปี"],
  ["hi", "कर्मचारी साल में बीस दिन तक की छुट्टी ले सकते हैं"],
  ["und", "ERR-4012 foo_bar 17 42"],
  ["und", ""],
])("%s: %s", (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});

test("a name in another script does not change the language of a text", () => {
  expect(
    detectLanguage("The supplier 株式会社 is on the list of the companies that we pay each month, and they send the bill to us."),
  ).toBe("en");
  expect(detectLanguage("当社は Microsoft Office と Google Workspace の両方を使っています。")).toBe("ja");
});

// The ingest thread asks for every document; only the beginning may be looked at.
test("a huge text costs no more than its beginning", () => {
  const text = "the cat and the dog ".repeat(500_000);
  detectLanguage(text);
  const started = performance.now();
  expect(detectLanguage(text)).toBe("en");
  expect(performance.now() - started).toBeLessThan(20_000);
});
