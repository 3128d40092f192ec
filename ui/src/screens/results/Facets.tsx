import type { Band, RunId, RunSnapshot } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Fact } from "../../components/Fact";
import { BAND_FILL, FLAG_FILL, STATUS_FILL } from "../../components/Marks";
import { filter, toggled, type Filters } from "../../state/filters";
import { useRuns } from "../../state/runs";
import { BAND, BAND_RANGE, FLAG, FLAG_MEANING, STATUS, STATUS_MEANING, VERDICT, keysOf } from "../../words/labels";
import { count, score } from "../../words/number";
import { Facet } from "./Facet";
import { Histogram } from "./Histogram";

/** How it came out. Every line is also a filter, and each list but the flags adds up to its whole. */
export function Facets({ run, snapshot, filters }: { run: RunId; snapshot: RunSnapshot; filters: Filters }) {
  const report = useRuns((now) => now.reports[run]);
  const known = report?.value;
  const { status, id_verdict: verdict, rows } = snapshot;
  const bands = new Map<Band, number>(known?.bands.map((each) => [each.band, each.rows]));
  const scored = [...bands.values()].reduce((sum, each) => sum + each, 0);
  return (
    <aside aria-label="Summary" className="scroll-y w-72 shrink-0 border-r border-line bg-surface px-4 py-5 max-[1000px]:w-60">
      <p className="mb-4 px-2">
        <span className="block text-2xl font-semibold tracking-tight" data-testid="summary-total">
          {count(rows)}
        </span>
        <span className="text-sm text-muted">rows, {count(snapshot.distinct_leads)} distinct leads</span>
      </p>
      <Facet
        title="Status"
        total={rows}
        lines={keysOf(STATUS).map((key) => ({
          key,
          label: STATUS[key],
          about: STATUS_MEANING[key],
          value: status[key],
          fill: STATUS_FILL[key],
          on: filters.status.includes(key),
        }))}
        onToggle={(key) => filter(run, { status: toggled(filters.status, key) })}
        testId="status"
      />
      {report?.problem && <Banner tone="bad" className="my-3">{report.problem.message}</Banner>}
      {known && scored > 0 && (
        <>
          <Facet
            title="Final score"
            total={scored}
            lines={keysOf(BAND).map((key) => ({
              key,
              label: BAND[key],
              detail: BAND_RANGE[key],
              value: bands.get(key) ?? 0,
              fill: BAND_FILL[key],
              on: filters.band.includes(key),
            }))}
            onToggle={(key) => filter(run, { band: toggled(filters.band, key) })}
            testId="band"
            picture={<Histogram distribution={known.distribution} average={known.averages.final_confidence} />}
          />
          <dl className="mb-5 px-2">
            <Fact name="Average final score" testId="average-final">{score(known.averages.final_confidence)}</Fact>
            <Fact name="Average acquisition">{score(known.averages.acquisition)}</Fact>
            <Fact name="Average enrichment">{score(known.averages.enrichment)}</Fact>
            <Fact name="Average coherence">{score(known.averages.coherence)}</Fact>
          </dl>
        </>
      )}
      {known && (known.not_in_tam + known.suspicious_enrichment > 0 || filters.flag.length > 0) && (
        <Facet
          title="Flags"
          total={rows}
          lines={keysOf(FLAG).map((key) => ({
            key,
            label: FLAG[key],
            about: FLAG_MEANING[key],
            value: known[key],
            fill: FLAG_FILL,
            on: filters.flag.includes(key),
          }))}
          onToggle={(key) => filter(run, { flag: toggled(filters.flag, key) })}
          testId="flag"
        />
      )}
      <Facet
        title="Id"
        total={rows}
        lines={keysOf(VERDICT).map((key) => ({
          key,
          label: VERDICT[key],
          value: verdict[key],
          fill: key === "valid" ? STATUS_FILL.analyzed : key === "restored" ? STATUS_FILL.rules_only : STATUS_FILL.invalid_lead_id,
          on: filters.verdict.includes(key),
        }))}
        onToggle={(key) => filter(run, { verdict: toggled(filters.verdict, key) })}
        testId="verdict"
      />
      {known && (
        <dl className="px-2">
          <Fact name="Recipe">{known.recipe}</Fact>
          {known.model && <Fact name="Model">{known.model}</Fact>}
        </dl>
      )}
      {known && known.missing_fields.length > 0 && (
        <section aria-label="Missing fields" className="mt-4 px-2 text-xs text-muted">
          <h2 className="mb-1 text-sm font-semibold text-ink">Fields this org lacks</h2>
          <ul className="list-disc space-y-1 pl-4">
            {known.missing_fields.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}
