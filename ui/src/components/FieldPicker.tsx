import { Combobox } from "@base-ui/react/combobox";
import type { ReactElement } from "react";
import type { OrgField } from "../bindings";
import { answersTo } from "../state/fields";
import { fieldType } from "../words/labels";
import { Icon } from "./icons";

interface FieldPickerProps {
  /** What opens it. */
  trigger: ReactElement;
  fields: readonly OrgField[];
  /** Paths that come first, as the likely ones. */
  likely?: readonly string[];
  /** Paths that are chosen already. */
  taken?: readonly string[];
  onPick: (field: OrgField) => void;
  /** What the list is of, for those who hear it. */
  label: string;
  testId: string;
}

const NONE: readonly string[] = [];
/** More than these are not drawn at once; typing narrows them down. */
const MOST = 120;

/** One of an org's fields, found by label, API name or type. */
export function FieldPicker({ trigger, fields, likely = NONE, taken = NONE, onPick, label, testId }: FieldPickerProps) {
  const first = likely.flatMap((path) => fields.filter((field) => field.path === path));
  const ordered = [...first, ...fields.filter((field) => !likely.includes(field.path))];
  return (
    <Combobox.Root
      items={ordered}
      value={null}
      limit={MOST}
      autoHighlight
      filter={(field: OrgField, typed) => answersTo(field, typed.trim())}
      itemToStringLabel={(field: OrgField) => field.label}
      onValueChange={(field: OrgField | null) => field && onPick(field)}
    >
      <Combobox.Trigger render={trigger} />
      <Combobox.Portal>
        <Combobox.Positioner align="end" sideOffset={4} className="z-40">
          <Combobox.Popup
            aria-label={label}
            data-testid={`${testId}-list`}
            className="rise flex max-h-[min(24rem,var(--available-height))] w-[26rem] max-w-[90vw] flex-col rounded-lg border border-line bg-surface shadow-high outline-none"
          >
            <div className="flex items-center gap-2 border-b border-line px-3">
              <Icon name="search" size={14} className="text-faint" />
              <Combobox.Input
                data-testid={`${testId}-search`}
                placeholder="Label, API name or type"
                className="h-10 w-full bg-transparent text-sm outline-none"
              />
              <Combobox.Status className="shrink-0 text-xs text-faint">{fields.length} fields</Combobox.Status>
            </div>
            <Combobox.Empty className="px-4 py-5 text-center text-sm text-muted empty:hidden">
              No field is called that. What you may not read is not listed.
            </Combobox.Empty>
            <Combobox.List className="scroll-y min-h-0 p-1 empty:hidden">
              {(field: OrgField) => (
                <Combobox.Item
                  key={field.path}
                  value={field}
                  disabled={taken.includes(field.path)}
                  data-field={field.path}
                  className="flex items-baseline gap-3 rounded-md px-2.5 py-1.5 text-sm outline-none data-disabled:text-faint data-highlighted:bg-hover"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">
                      {field.label}
                      {likely.includes(field.path) && <span className="ml-2 text-xs text-accent-ink">Likely</span>}
                    </span>
                    <span className="block truncate font-mono text-xs text-muted">{field.path}</span>
                  </span>
                  <span className="shrink-0 text-xs text-faint">
                    {taken.includes(field.path) ? "Chosen" : fieldType(field.field_type)}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
