import { Button, SegmentedControl } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { useErrorText } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.ts";
import { fetchUsageCsv } from "./queries.ts";
import { type Group, type Range, RANGES } from "./usage-state.ts";

interface RangeProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

export function RangeControl({ range, onChange }: RangeProps): ReactNode {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t("adminUsage.rangeLabel")}
      value={range}
      data={RANGES.map((each) => ({ value: each, label: t(`adminUsage.range.${each}`) }))}
      onChange={(value) => onChange(RANGES.find((each) => each === value) ?? range)}
    />
  );
}

interface CsvProps {
  readonly range: Range;
  readonly by: Group;
}

export function CsvButton({ range, by }: CsvProps): ReactNode {
  const { t } = useTranslation();
  const [isPending, setPending] = useState(false);
  const failed = useErrorText(null);
  const save = async (): Promise<void> => {
    setPending(true);
    try {
      saveFile(`usage-${by}-${range}.csv`, await fetchUsageCsv(range, by), "text/csv");
    } catch {
      // The page shows the same numbers, and says why when they cannot be had.
      toast(failed);
    } finally {
      setPending(false);
    }
  };
  return (
    <Button variant="default" leftSection={<Icon of={IconDownload} size={14} />} loading={isPending} onClick={() => void save()}>
      {t("adminUsage.csv")}
    </Button>
  );
}
