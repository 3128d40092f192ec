import { useEffect, useState } from "react";
import type { ProblemGroup, RunId } from "../../bindings";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Icon } from "../../components/icons";
import { everything, filter, isNarrowed, toggled, type Filters } from "../../state/filters";
import { BAND, FLAG, STATUS, VERDICT } from "../../words/labels";
import { count, counted } from "../../words/number";

interface ToolbarProps {
  run: RunId;
  filters: Filters;
  total: number | null;
  rows: number;
  problems: ProblemGroup[];
}

/** Search, order, and what the grid is narrowed to, each to be taken away again. */
export function Toolbar({ run, filters, total, rows, problems }: ToolbarProps) {
  return (
    <div className="mb-2.5 flex flex-wrap items-center gap-2">
      <Search run={run} search={filters.search} />
      <Choice
        label="Order"
        hideLabel
        testId="row-order"
        value={filters.order}
        options={[
          { value: "workbook", label: "As in the workbook" },
          { value: "score_down", label: "Highest score first" },
          { value: "score_up", label: "Lowest score first" },
        ]}
        onChange={(order) => filter(run, { order })}
      />
      <Pressed run={run} filters={filters} problems={problems} />
      <output className="ml-auto text-sm whitespace-nowrap text-muted" data-testid="grid-total">
        {total === null ? "…" : isNarrowed(filters) ? `${count(total)} of ${counted(rows, "row")}` : counted(total, "row")}
      </output>
    </div>
  );
}

/** Typing is free; the question is asked when the typing pauses. */
function Search({ run, search }: { run: RunId; search: string }) {
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  if (known !== search) {
    // Taken away or set from elsewhere.
    setKnown(search);
    setText(search);
  }
  useEffect(() => {
    if (text === search) return undefined;
    const soon = setTimeout(() => filter(run, { search: text }), 250);
    return () => clearTimeout(soon);
  }, [run, text, search]);
  return (
    <span className="relative">
      <Icon name="search" size={14} className="absolute top-2.25 left-2.5 text-faint" />
      <input
        id="row-search"
        data-testid="results-search"
        type="search"
        aria-label="Search by id, name, company or e-mail"
        aria-keyshortcuts="/"
        placeholder="Id, name, company, e-mail"
        autoComplete="off"
        spellCheck={false}
        value={text}
        className="h-8 w-56 rounded-md border border-line-strong bg-surface pr-2 pl-8 text-sm shadow-low"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setText("");
        }}
      />
    </span>
  );
}

function Pressed({ run, filters, problems }: { run: RunId; filters: Filters; problems: ProblemGroup[] }) {
  if (!isNarrowed(filters)) return null;
  const cause = problems.find((problem) => problem.cause === filters.cause);
  return (
    <>
      {filters.status.map((status) => (
        <Tag key={status} words={STATUS[status]} onGone={() => filter(run, { status: toggled(filters.status, status) })} />
      ))}
      {filters.band.map((band) => (
        <Tag key={band} words={BAND[band]} onGone={() => filter(run, { band: toggled(filters.band, band) })} />
      ))}
      {filters.flag.map((flag) => (
        <Tag key={flag} words={FLAG[flag]} onGone={() => filter(run, { flag: toggled(filters.flag, flag) })} />
      ))}
      {filters.verdict.map((verdict) => (
        <Tag key={verdict} words={VERDICT[verdict]} onGone={() => filter(run, { verdict: toggled(filters.verdict, verdict) })} />
      ))}
      {filters.cause && <Tag words={cause?.sentence ?? filters.cause} onGone={() => filter(run, { cause: null })} />}
      <Button
        look="quiet"
        size="small"
        data-testid="clear-filters"
        onClick={() => filter(run, { ...everything, order: filters.order })}
      >
        Show all
      </Button>
    </>
  );
}

function Tag({ words, onGone }: { words: string; onGone: () => void }) {
  return (
    <button
      type="button"
      aria-label={`No longer only: ${words}`}
      className="flex h-7 max-w-60 items-center gap-1.5 rounded-md bg-accent-soft pr-1.5 pl-2.5 text-sm text-accent-ink hover:opacity-80"
      onClick={onGone}
    >
      <span className="truncate">{words}</span>
      <Icon name="cross" size={12} />
    </button>
  );
}
