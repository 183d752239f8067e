import {
  IconBook2,
  IconBriefcase,
  IconBuilding,
  IconBulb,
  IconCash,
  IconCode,
  IconGavel,
  IconHeartHandshake,
  type Icon as IconShape,
  IconHelp,
  IconPlane,
  IconRocket,
  IconShield,
  IconSparkles,
  IconTool,
  IconTruck,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import styles from "./assistants.module.css";

const GLYPHS = {
  sparkles: IconSparkles,
  book: IconBook2,
  briefcase: IconBriefcase,
  building: IconBuilding,
  bulb: IconBulb,
  cash: IconCash,
  code: IconCode,
  gavel: IconGavel,
  care: IconHeartHandshake,
  help: IconHelp,
  plane: IconPlane,
  rocket: IconRocket,
  shield: IconShield,
  tool: IconTool,
  truck: IconTruck,
  people: IconUsers,
} as const satisfies Readonly<Record<string, IconShape>>;

type GlyphName = keyof typeof GLYPHS;

const NAMES = Object.keys(GLYPHS) as readonly GlyphName[];

function isKnown(glyph: string): glyph is GlyphName {
  return Object.hasOwn(GLYPHS, glyph);
}

/** An assistant's sign; the first one where it is not known here. */
export function Glyph({ glyph, size = 18 }: { readonly glyph: string; readonly size?: number }): ReactNode {
  return (
    <span className={styles.glyph} data-small={size < 18 || undefined}>
      <Icon of={isKnown(glyph) ? GLYPHS[glyph] : IconSparkles} size={size} />
    </span>
  );
}

interface PickerProps {
  readonly value: string;
  readonly onChange: (glyph: string) => void;
}

export function GlyphPicker({ value, onChange }: PickerProps): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.glyphs}>
      <legend>{t("assistants.field.glyph")}</legend>
      <div>
        {NAMES.map((name) => (
          <label key={name} title={t(`assistants.glyph.${name}`)}>
            <input
              type="radio"
              name="glyph"
              className="visually-hidden"
              checked={value === name}
              aria-label={t(`assistants.glyph.${name}`)}
              onChange={() => onChange(name)}
            />
            <Glyph glyph={name} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
