import { GetRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approve, ask } from '../support/requests.ts';
import { PRODUCER, type SeenCall, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'refunds']);
}, 60_000);
afterAll(() => test?.close());

const assumed = (call: SeenCall) =>
  call.operation === 'AssumeRole' && JSON.stringify(call.input).includes('DataMeshProducer');
const grants = () => test.calls.filter(({ operation }) => operation === 'BatchGrantPermissions');

describe('roles that are taken for a person', () => {
  it('carry the person: as the session’s name, as source identity, and as tags that go along the chain', async () => {
    await ask(test, 'session-1');
    test.calls.length = 0;

    await approve(test, 'session-1');

    const [first] = test.calls.filter(assumed);
    expect(first?.input).toMatchObject({
      RoleSessionName: 'mesh-U0BEN-T0MESH',
      SourceIdentity: 'U0BEN@T0MESH',
      TransitiveTagKeys: ['MeshUser', 'MeshWorkspace', 'MeshActor'],
    });
    expect(grants().map(({ principal }) => principal)).toEqual([
      expect.stringMatching(/DataMeshAdminProducer-\d+\/mesh-U0BEN-T0MESH$/),
    ]);
  });

  it('carry the name alone where a trust allows neither source identity nor tags, asked for once', async () => {
    await refuseTags();
    await ask(test, 'session-2', { tables: ['refunds'] });
    test.calls.length = 0;

    const record = await approve(test, 'session-2');

    expect(record.status).toBe('Active');
    const tries = test.calls.filter(assumed);
    const tagged = tries.filter(({ input }) => JSON.stringify(input).includes('SourceIdentity'));
    expect(tagged.map(({ error }) => error)).toEqual(['AccessDenied']);
    expect(tries.filter(({ error }) => error === undefined).length).toBeGreaterThan(0);
    expect(grants().map(({ principal }) => principal)).toEqual([
      expect.stringMatching(/\/mesh-U0BEN-T0MESH$/),
    ]);
  });
});

/** Leaves the account's role the trust that the Python library writes: nothing but taking it. */
async function refuseTags(): Promise<void> {
  const { iam } = test.clients(PRODUCER);
  const RoleName = 'DataMeshProducer';
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}'));
  const Statement = trust.Statement.map((statement: object) => ({ ...statement, Action: 'sts:AssumeRole' }));
  await iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify({ ...trust, Statement }) }),
  );
}
