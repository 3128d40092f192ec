// An independent client, jsforce, asks the sandbox by query, retrieve and bulk job; what it finds is what a run finds.

import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from 'node:path';
import jsforce from 'jsforce';
import { sandboxOrg } from './lib/org.mjs';
import { finish, folder, leadsheet } from './lib/programs.mjs';

const FIELDS = ['Id', 'Company', 'IsConverted', 'ZI_Employees__c', 'Website'];
const LEADS = 1500;

const whole = (record) => Object.fromEntries(FIELDS.map((name) => [name, record[name] ?? null]));
const byId = (records) => new Map(records.map((record) => [record.Id, whole(record)]));

/** A bulk job's values are all text; read as describe says they are. */
const fromCsv = (record) => ({
  ...record,
  IsConverted: record.IsConverted === 'true',
  ZI_Employees__c: record.ZI_Employees__c === '' ? null : Number(record.ZI_Employees__c),
  Website: record.Website === '' ? null : record.Website,
});

test('jsforce and Leadsheet find the same in the sandbox, by every way of reading', async (t) => {
  const home = folder(t);
  const org = await sandboxOrg(t, LEADS);
  const connection = new jsforce.Connection({
    instanceUrl: org.url,
    accessToken: org.access_token,
    version: '68.0',
  });

  // By query, with pages followed.
  const soql = `SELECT ${FIELDS.join(',')} FROM Lead`;
  const queried = byId((await connection.query(soql, { autoFetch: true, maxFetch: 10_000 })).records);
  assert.ok(queried.size > LEADS * 0.9);

  // By id.
  const some = [...queried.keys()].slice(0, 300);
  const retrieved = await connection.sobject('Lead').retrieve(some, { fields: FIELDS });
  assert.deepEqual(byId(retrieved), new Map(some.map((id) => [id, queried.get(id)])));

  // By bulk job.
  connection.bulk2.pollInterval = 50;
  connection.bulk2.pollTimeout = 20_000;
  const gathered = await (await connection.bulk2.query(soql)).toArray();
  const bulk = byId(gathered.map(fromCsv));
  assert.deepEqual(bulk, queried);

  // What became of the others.
  const { records: all } = await connection.query('SELECT Id,IsDeleted,MasterRecordId FROM Lead', {
    autoFetch: true,
    maxFetch: 10_000,
    scanAll: true,
  });
  const states = new Map(
    all.map((record) => [record.Id, record.MasterRecordId ? 'merged' : record.IsDeleted ? 'deleted' : 'live']),
  );
  assert.equal([...states.values()].filter((state) => state === 'live').length, queried.size);

  // And Leadsheet, by both ways, with the truth of the sandbox about each row between the two.
  const truth = (await (await fetch(`${org.url}/__truth`)).text()).trim().split('\n').map((line) => JSON.parse(line));
  const expected = {};
  for (const { verdict, lead_id: id } of truth) {
    if (!id) continue;
    const record = queried.get(id);
    const seen = record ? (record.IsConverted ? 'converted' : 'live') : (states.get(id) ?? 'not_found');
    expected[seen] = (expected[seen] ?? 0) + 1;
    assert.equal(seen, { valid: 'live', restored: 'live' }[verdict] ?? verdict, id);
  }
  for (const way of ['ids', 'bulk']) {
    const done = finish(leadsheet, ['run', org.workbook, '--check-only', '--read-by', way, '--salesforce-url', org.url, '--json'], {
      env: { ...process.env, LEADSHEET_HOME: join(home, way), SALESFORCE_ACCESS_TOKEN: org.access_token },
    });
    assert.equal(done.code, 0, done.output);
    const { id_verdict: found } = JSON.parse(done.stdout.trim().split('\n').at(-1));
    const live = found.valid + found.restored;
    const { converted, deleted, merged, not_found } = found;
    assert.deepEqual({ live, converted, deleted, merged, not_found }, expected, way);
  }
});
