// An org whose fields are called differently, and a run that starts from no workbook: by query and by pasted id.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { counts, results, sum } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

/** An org where ZoomInfo's employees are hidden, and stand in a field of another name. */
const otherOrg = (t) => sandboxOrg(t, 300, {
  limits: { salesforce: { hidden_fields: ['ZI_Employees__c'], page_rows: 20 } },
  // The third page of ids keeps the first who fetches them waiting, and nobody after that.
  faults: [{ where: 'query_more', when: { calls: [2] }, what: { hang_seconds: 25 } }],
});

/** How often the sandbox was asked, by kind of call. */
const calls = async (sandbox) => (await (await fetch(`${sandbox.url}/__stats`)).json()).calls;

/** Waits until the owner's name is among the added columns. */
const added = (app) => until('the column is added', async () =>
  app.browser.$('[data-testid="added-fields"] [data-field="Owner.Name"]').isExisting());

test('leads of a query, with a field matched and a column added', async (t) => {
  const sandbox = await otherOrg(t);
  const app = await openApp(t, { env: sandbox.env });
  await app.click('from-query');
  await app.type('source-text', "Status == 'Nurturing'");
  await app.click('source-look');
  await until('what is wrong stands where it is written', async () =>
    (await (await app.find('source-text')).getAttribute('aria-invalid')) === 'true');
  await app.type('source-text', "Status = 'Nurturing'");
  await app.click('source-look');
  const leads = await app.number('source-count');
  assert.ok(leads > 20 && leads < 200, `${leads} leads`);
  assert.equal(await (await app.all('source-lead')).length, 20);
  await app.click('take-source');
  await app.reads('gathered-ids', new RegExp(`^[24]0 of ${leads} ids$`));
  // Only when the page that hangs was asked for will the next to fetch not meet it.
  await until('the third page is waited for', async () => (await calls(sandbox)).query_more === 2);
  await app.browser.keys('Escape');
  await until('it is stopped, and can be asked for again', async () => (await app.find('take-source')).isEnabled());
  await app.click('take-source');
  await app.reads('prepare-title', /^Query .*\.csv$/);

  await app.reads('missing-fields', /1 field of the recipe cannot be read/);
  await app.click('take-likely');
  await until('nothing is missing any more', async () => !(await (await app.find('missing-fields')).isDisplayed()));
  await app.click('add-field');
  await app.type('add-field-search', 'owner name');
  await until('the field is found', async () => (await app.browser.$$('[role=option]')).length === 1);
  await app.settled();
  await app.click('[role=option]');
  await added(app);

  await app.click('continue');
  await app.click('start-run', 60_000);
  assert.equal(await results(app), leads);
  const status = await counts(app, 'status');
  assert.equal(sum(status), leads);
  await app.click('grid-row');
  for (const path of ['Headcount__c', 'Owner.Name']) {
    await until(`the lead's page has ${path}`, async () =>
      app.browser.$(`[data-testid="lead-page"] [title="${path}"]`).isExisting());
  }

  // Kept for the next run of this recipe in this org, and the fields are not asked for again.
  await app.click('lead-close');
  await app.click('nav-home');
  await app.click('paste-ids');
  await app.type('source-text', '00Q5g00000DeMoA');
  await app.click('source-look');
  await app.reads('source-count', /^1 id/);
  await app.click('take-source');
  await app.reads('prepare-title', /^Pasted ids .*\.csv$/);
  await added(app);
  assert.ok(!(await (await app.find('missing-fields')).isDisplayed()));
  const asked = await calls(sandbox);
  // One for the picker, one for the check before the start, one for the run itself.
  assert.ok(asked.describe <= 4, JSON.stringify(asked));
});
