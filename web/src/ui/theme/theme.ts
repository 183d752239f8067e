import { createTheme, defaultVariantColorsResolver, type VariantColorsResolver } from "@mantine/core";
import { palette } from "./palette.ts";

const SYSTEM_FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif';
const MONO_FONT = 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace';

const paint = (background: string, hover: string, color: string, line = "transparent") => ({
  background,
  hover,
  color,
  border: `1px solid ${line}`,
});

const ACCENTED = {
  filled: paint("var(--sp-accent)", "var(--sp-accent-hover)", "var(--sp-on-accent)"),
  light: paint("var(--sp-accent-soft)", "var(--sp-accent-soft)", "var(--sp-accent)"),
  subtle: paint("transparent", "var(--sp-accent-soft)", "var(--sp-accent)"),
};
const DANGEROUS = paint("var(--mantine-color-red-filled)", "var(--mantine-color-red-filled-hover)", "var(--sp-on-accent)");
const QUIET = paint("transparent", "var(--sp-sunken)", "var(--sp-ink-2)");
const PLAIN = paint("var(--sp-surface)", "var(--sp-sunken)", "var(--sp-ink)", "var(--sp-line-strong)");

/** The text on an accent or a red fill is white in the light scheme and dark in the dark one, which the kit cannot work out for itself. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const { color = "petrol", variant } = input;
  if (variant === "default") return PLAIN;
  if (color === "red" && variant === "filled") return DANGEROUS;
  if (color === "gray" && variant === "subtle") return QUIET;
  if (color === "petrol" && (variant === "filled" || variant === "light" || variant === "subtle")) return ACCENTED[variant];
  return defaultVariantColorsResolver(input);
};

const BUTTON_HEIGHTS: Readonly<Record<string, string>> = { xs: "28px", sm: "32px", md: "40px" };

const buttonVars = (_theme: unknown, { size = "sm" }: { size?: unknown }) => ({
  root: {
    "--button-height": BUTTON_HEIGHTS[String(size)] ?? "32px",
    "--button-fz": "13px",
    "--button-padding-x": size === "xs" ? "8px" : "12px",
  },
});

const fieldVars = (_theme: unknown, { size = "sm" }: { size?: unknown }) => ({
  wrapper: (size === "sm" ? { "--input-height": "32px", "--input-fz": "13px" } : {}) as Record<string, string>,
});

const FLOATS = { shadow: "md", radius: "lg", transitionProps: { duration: 120, transition: "fade" } } as const;

const components = {
  Button: { defaultProps: { size: "sm" }, vars: buttonVars, styles: { label: { fontWeight: 500 } } },
  ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
  Input: { vars: fieldVars },
  // What is not required says so in its label.
  InputWrapper: { defaultProps: { size: "sm", withAsterisk: false } },
  TextInput: { defaultProps: { size: "sm" } },
  PasswordInput: { defaultProps: { size: "sm" } },
  Tooltip: { defaultProps: { openDelay: 350, withArrow: false, offset: 6, fz: 12 } },
  Popover: { defaultProps: FLOATS },
  Menu: { defaultProps: FLOATS },
  HoverCard: { defaultProps: { ...FLOATS, openDelay: 120, closeDelay: 120 } },
  Modal: { defaultProps: { radius: "lg", centered: true, transitionProps: { duration: 120, transition: "fade" } } },
  Checkbox: { defaultProps: { size: "xs", radius: "xs" } },
  Tabs: { defaultProps: { keepMounted: false } },
  SegmentedControl: { defaultProps: { size: "xs", withItemsBorders: false, transitionDuration: 0 } },
};

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  colors: palette,
  variantColorResolver,
  fontFamily: SYSTEM_FONT,
  fontFamilyMonospace: MONO_FONT,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.34", sm: "1.54", md: "1.43", lg: "1.6", xl: "1.34" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "10px", xl: "14px" },
  defaultRadius: "md",
  shadows: { sm: "none", md: "var(--sp-shadow)", lg: "var(--sp-shadow)" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "18px", lineHeight: "24px" },
      h2: { fontSize: "14px", lineHeight: "20px" },
      h3: { fontSize: "13px", lineHeight: "20px" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components,
});
