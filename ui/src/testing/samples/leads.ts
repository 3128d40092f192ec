import type { LeadPage, RowView } from "../../bindings";

export const people = ["Mara Lindqvist", "Jonas Weber", "Priya Natarajan", "Tom Okafor", "Elena Rossi", "Wei Zhang", "Ana Souza", "Liam Byrne"];
export const companies = ["Northwind Traders", "Fabrikam Logistics", "Contoso Pharma", "Adatum Software", "Litware Robotics", "Tailspin Toys", "Wingtip Foods", "Proseware Media"];

export function leadId(number: number): string {
  return `00Q5g00000${String(number).padStart(5, "D")}EAV`;
}

export function row(number: number): RowView {
  const kind = number % 29;
  const failed = kind === 11;
  const invalid = kind === 17;
  const final = invalid || failed ? null : Math.round((18 + ((number * 37) % 79)) * 10) / 10;
  return {
    row: number,
    id_text: invalid ? "003xx00000DeMoA" : leadId(number),
    lead_id: invalid ? null : leadId(number),
    verdict: invalid ? "wrong_object" : kind === 5 ? "restored" : "valid",
    status: invalid ? "invalid_lead_id" : failed ? "assessment_failed" : "analyzed",
    name: invalid ? "" : (people[number % 8] ?? ""),
    company: invalid ? "" : (companies[number % 8] ?? ""),
    acquisition: invalid ? null : 50 + ((number * 13) % 50),
    enrichment: invalid ? null : 40 + ((number * 7) % 60),
    coherence: final === null ? null : Math.min(100, final + 4),
    final_confidence: final,
    note: invalid
      ? "This is the id of a Contact (003), not of a Lead (00Q)."
      : failed
        ? "The model's answer was cut off twice. The rules' scores stand; retry to ask again."
        : "",
  };
}

export function lead(number: number): LeadPage {
  const view = row(number);
  return {
    row: view,
    record: [
      { path: "FirstName", label: "First name", value: view.name.split(" ")[0] ?? null },
      { path: "LastName", label: "Last name", value: view.name.split(" ")[1] ?? null },
      { path: "Email", label: "E-mail", value: "mara@northwind.example" },
      { path: "Company", label: "Company", value: view.company },
      { path: "Website", label: "Website", value: null },
      { path: "ZI_Company_Name__c", label: "ZoomInfo company", value: "Northwind Trading Group" },
      { path: "ZI_Employees__c", label: "ZoomInfo employees", value: 12_400 },
    ],
    findings: {
      rules: {
        acquisition: view.acquisition,
        enrichment: view.enrichment,
        not_in_tam: false,
        suspicious_enrichment: true,
        steps: [
          { score: "acquisition", label: "First and last name are present", points: 12.5 },
          { score: "acquisition", label: "E-mail is present", points: 12.5 },
          { score: "enrichment", label: "ZoomInfo company is present", points: 20 },
        ],
      },
      coherence: view.coherence,
      final_confidence: view.final_confidence,
      explanation: [
        "⚠️ The e-mail's domain belongs to Northwind, while the enriched company is a group of another name.",
        "✅ The headcount fits the segment and the size range.",
        "❌ The enriched website answers for a different company.",
      ],
      checks: [
        { name: "email_website_company", outcome: "fail", basis: "record", note: "The domain is northwind.example; the enriched website is northwindgroup.example." },
        { name: "headcount_fit", outcome: "pass", basis: "rule", note: "12,400 employees fit Enterprise." },
        { name: "large_company_complete", outcome: "caution", basis: "model_memory", note: "A company of this size usually has a website on record." },
      ],
      corrections: [
        { field: "ZI_Website__c", old: "northwindgroup.example", new: "northwind.example", confidence: 0.82, basis: "record", reason: "The lead's own e-mail uses this domain." },
      ],
      inferences: [{ field: "ZI_Company_Name__c", old: null, new: "Northwind Traders", confidence: 0.74, basis: "model_memory", reason: "The trading name that goes with the domain." }],
      dropped: ["ZI_Employees__c: 12,000 is not a real change of 12,400."],
      steps: [
        { score: "coherence", label: "The model's judgement", points: 72 },
        { score: "coherence", label: "One correction", points: -8 },
        { score: "final", label: "15 % of acquisition", points: 9.4 },
        { score: "final", label: "70 % of coherence", points: 44.8 },
      ],
    },
    sent: '{"leads":[{"ref":"r01","email_domain":"northwind.example","company":"Northwind Traders","zi_company":"Northwind Trading Group","zi_employees":12400}]}',
    model: "gpt-5.4-mini",
    assessed_at: "2026-11-24T08:31:07Z",
    attempts: 1,
    same_id_rows: [412, 9120],
    url: "https://acme.lightning.force.com/lightning/r/Lead/00Q5g00000DeMoAEAV/view",
  };
}
