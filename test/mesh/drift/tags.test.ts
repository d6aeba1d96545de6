import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GetResourceLFTagsCommand,
  RemoveLFTagsFromResourceCommand,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/mesh/drift/finding.ts';
import { findingSentence } from '../../../src/mesh/drift/finding-sentence.ts';
import { BEN, DATABASE, MESH, PRODUCER, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
});
afterAll(() => test?.close());

const table = (Name: string) => ({ Table: { CatalogId: MESH, DatabaseName: DATABASE, Name } });
const lake = () => test.clients(MESH).lakeFormation;

async function drift(): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for await (const line of test.mesh().drift({ owner: PRODUCER })) {
    if (line.kind === 'unread') {
      throw new Error(line.message);
    }
    found.push(line);
  }
  return found;
}

async function tagsOf(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { LFTagsOnTable = [] } = await lake().send(new GetResourceLFTagsCommand({ Resource: table(name) }));
  return Object.fromEntries(LFTagsOnTable.map(({ TagKey = '', TagValues = [] }) => [TagKey, TagValues]));
}

const repairAll = async (job: string) => {
  for (const [index, { id }] of (await drift()).entries()) {
    await test
      .mesh({ actor: BEN })
      .repair({ owner: PRODUCER, finding: id, remedy: 'repair', by: BEN, job: `${job}-${index}` });
  }
};

it('finds a tag of a publication that somebody took off, and puts it back', async () => {
  expect(await drift()).toEqual([]);
  const before = await tagsOf('orders');
  await lake().send(
    new RemoveLFTagsFromResourceCommand({
      Resource: table('orders'),
      LFTags: [{ CatalogId: MESH, TagKey: 'domain', TagValues: ['retail'] }],
    }),
  );

  const found = await drift();
  await repairAll('tag-1');

  expect(found).toMatchObject([
    { kind: 'missing', where: 'tag', table: 'orders', tag: { key: 'domain', value: 'retail' } },
  ]);
  expect(found.map(findingSentence).join()).toContain('does not carry the LF-tag domain=retail');
  expect(before).toMatchObject({ domain: ['retail'], dataproduct: ['orders'] });
  expect(await tagsOf('orders')).toEqual(before);
  expect(await drift()).toEqual([]);
});

it('finds a tag that has another value, and brings back the one of the publication beside those of others', async () => {
  await lake().send(
    new UpdateLFTagCommand({ CatalogId: MESH, TagKey: 'dataproduct', TagValuesToAdd: ['invoices'] }),
  );
  await lake().send(new CreateLFTagCommand({ CatalogId: MESH, TagKey: 'team', TagValues: ['finance'] }));
  await lake().send(
    new AddLFTagsToResourceCommand({
      Resource: table('customers'),
      LFTags: [
        { CatalogId: MESH, TagKey: 'dataproduct', TagValues: ['invoices'] },
        { CatalogId: MESH, TagKey: 'team', TagValues: ['finance'] },
      ],
    }),
  );

  const found = await drift();
  await repairAll('tag-2');

  expect(found).toMatchObject([{ table: 'customers', tag: { key: 'dataproduct', value: 'orders' } }]);
  expect(await tagsOf('customers')).toEqual({
    domain: ['retail'],
    dataproduct: ['orders'],
    team: ['finance'],
  });
  expect(await drift()).toEqual([]);
});
