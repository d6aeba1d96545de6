import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '../../..');
const MAIN = path.join(ROOT, 'local', 'aws', 'main.ts');
const run = promisify(execFile);

/** Every operation that the Python library calls in a whole life of a product (from a trace of it), and those that the engine adds. */
const NEEDED = `
dynamodb: CreateTable DescribeTable GetItem PutItem Query UpdateItem TransactWriteItems BatchGetItem BatchWriteItem DeleteItem Scan UpdateTimeToLive
dynamodbstreams: DescribeStream GetRecords GetShardIterator ListStreams
glue: BatchCreatePartition CreateCrawler CreateDatabase CreatePartition CreateTable DeleteTable GetCrawler GetDatabase GetDatabases GetPartitions
glue: GetResourcePolicy GetTable GetTables PutResourcePolicy SearchTables TagResource UpdateDatabase UpdateTable
iam: AddUserToGroup AttachGroupPolicy AttachRolePolicy CreateAccessKey CreateGroup CreatePolicy CreatePolicyVersion CreateRole CreateServiceLinkedRole
iam: CreateUser DeletePolicyVersion GetPolicy GetRole GetRolePolicy GetUser ListPolicyVersions PutRolePolicy UpdateAssumeRolePolicy
lakeformation: AddLFTagsToResource BatchGrantPermissions BatchRevokePermissions CreateLFTag DeregisterResource GetDataLakeSettings GetLFTag
lakeformation: GetResourceLFTags GrantPermissions ListPermissions PutDataLakeSettings RegisterResource RevokePermissions UpdateLFTag
ram: AcceptResourceShareInvitation AssociateResourceShare DisassociateResourceShare GetResourceShareInvitations GetResourceShares ListResources
s3: CreateBucket DeleteBucket GetBucketPolicy PutBucketPolicy
secretsmanager: BatchGetSecretValue CreateSecret GetSecretValue PutSecretValue
sqs: ChangeMessageVisibility CreateQueue DeleteMessage GetQueueAttributes ReceiveMessage SendMessage SendMessageBatch
sts: AssumeRole GetCallerIdentity
`;

describe('npm run aws', () => {
  it('prints one operation a line with --coverage, nothing missing that the engine or the library calls', async () => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', MAIN, '--coverage'], { cwd: ROOT });

    const lines = stdout.trim().split('\n');
    const operations = new Set(lines.map((line) => line.split(':')[1]));
    expect(lines.every((line) => /^[a-z0-9]+:[A-Z]\w+$/.test(line))).toBe(true);
    expect(neededByLibrary().filter((operation) => !lines.includes(operation))).toEqual([]);
    expect((await sentBySource()).filter((operation) => !operations.has(operation))).toEqual([]);
  });

  it('is ready within two seconds, says so on standard output, and ends with 0 on SIGTERM', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'aws-main-'));
    const bareStart = performance.now();
    await run(process.execPath, ['--import', 'tsx', '--eval', '0'], { cwd: ROOT });
    const bare = performance.now() - bareStart;
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      cwd: ROOT,
      env: { ...process.env, MESH_AWS_PORT: '0', MESH_DATA_DIR: folder },
    });
    const [line] = await once(child.stdout, 'data');
    const took = performance.now() - started;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    rmSync(folder, { recursive: true });

    expect(String(line)).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(code).toBe(0);
    // On a machine that is busy with other work even an empty script starts late; then that is the measure.
    expect(took).toBeLessThan(Math.max(2000, 6 * bare));
  });

  it('refuses an argument that it does not know, in one sentence', async () => {
    const failed = await run(process.execPath, ['--no-warnings', '--import', 'tsx', MAIN, '--explode'], {
      cwd: ROOT,
    }).then(
      () => undefined,
      (error: { code: number; stderr: string }) => error,
    );

    expect(failed?.code).toBe(1);
    expect(failed?.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('lists every assumption about AWS that the code makes, once, with its place', async () => {
    const folder = path.join(ROOT, 'local', 'aws');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
    const found = files.flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/ASSUMPTION ([a-z0-9-]+)/g)].map(
        ([, id]) => `${id} ${file}`,
      ),
    );

    const rows = [
      ...readFileSync(path.join(folder, 'ASSUMPTIONS.md'), 'utf8').matchAll(
        /^\| `([a-z0-9-]+)` \| .* \| `([^`]+)` \|$/gm,
      ),
    ].map(([, id, place]) => `${id} ${place}`);

    expect(rows.toSorted()).toEqual(found.toSorted());
  });
});

function neededByLibrary(): string[] {
  return NEEDED.trim()
    .split('\n')
    .flatMap((line) => {
      const [service = '', operations = ''] = line.split(': ');
      return operations.split(' ').map((operation) => `${service}:${operation}`);
    });
}

/** Every command of an AWS client that a file under `src` imports. */
async function sentBySource(): Promise<string[]> {
  const files = (await readdir(path.join(ROOT, 'src'), { recursive: true })).filter((file) =>
    file.endsWith('.ts'),
  );
  const texts = await Promise.all(files.map((file) => readFile(path.join(ROOT, 'src', file), 'utf8')));
  const imports = texts.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-[a-z0-9-]+'/g)].map(
      ([, names = '']) => names,
    ),
  );
  const sent = imports.flatMap((names) =>
    [...names.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, name = '']) => name),
  );
  if (sent.length < 10) {
    throw new Error('no commands found: has the way of importing them changed?');
  }
  return sent;
}
