import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CONSUMER, MESH, PRODUCER, REGION, type TestMesh } from '../../mesh/support/test-mesh.ts';

const run = promisify(execFile);
const checkout = process.env['MESH_PYTHON_LIBRARY'];

/**
 * The library names no endpoint, and boto3 before 1.28 does not read `AWS_ENDPOINT_URL`: such a one would leave the
 * stand-in and call AWS itself.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const LOADS = `import boto3, data_mesh_util.DataMeshProducer
assert tuple(map(int, boto3.__version__.split('.')[:2])) >= (1, 28)`;
const environment = {
  ...process.env,
  PYTHONPATH: [path.join(checkout ?? '', 'src'), process.env['PYTHONPATH']]
    .filter(Boolean)
    .join(path.delimiter),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: REGION, // the library forgets the region that it was given wherever it asks whose account it is in
  AWS_DEFAULT_REGION: REGION,
};
const python = ['python3', '/usr/bin/python3'].find(
  (command) => checkout !== undefined && spawnSync(command, ['-c', LOADS], { env: environment }).status === 0,
);

/** Why the library cannot be run here; nothing where it can. */
export const missing =
  checkout === undefined
    ? 'MESH_PYTHON_LIBRARY names no checkout of aws-data-mesh-utils'
    : python === undefined
      ? `no python3 here can import boto3 (1.28 or later) and the library of ${checkout}`
      : undefined;

type Section = 'Mesh' | 'Producer' | 'Consumer' | 'ProducerAdmin' | 'ConsumerAdmin';

/** The checkout's classes and its command line, each call a Python process of its own against the stand-in. */
export interface RealLibrary {
  /** What the method gave back; rejects with what Python wrote where it raised. */
  call(section: Section, method: string, keywords?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Standard output and exit code of the library's own command line. */
  command(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string }>;
  close(): Promise<void>;
}

export async function openRealLibrary(test: TestMesh): Promise<RealLibrary> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mesh-library-'));
  const file = path.join(folder, 'credentials.json');
  const section = (AccountId: string) => {
    const { accessKeyId, secretAccessKey } = test.admin(AccountId);
    return { AccountId, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  };
  const sections = {
    AWS_REGION: REGION,
    Mesh: section(MESH),
    Producer: section(PRODUCER),
    ProducerAdmin: section(PRODUCER),
    Consumer: section(CONSUMER),
    ConsumerAdmin: section(CONSUMER),
  };
  await writeFile(file, JSON.stringify(sections));
  // Setting the mesh up, the library asks the environment's identity too, whatever credentials it was given.
  const env = {
    ...environment,
    AWS_ENDPOINT_URL: test.aws.url,
    AWS_ACCESS_KEY_ID: sections.Mesh.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: sections.Mesh.SecretAccessKey,
  };
  const script = path.join(__dirname, 'library_step.py');
  const cli = path.join(checkout ?? '', 'src/data_mesh_cli/DataMeshCli.py');
  return {
    async call(who, method, keywords = {}) {
      const argv = [script, file, who, method, JSON.stringify(keywords)];
      const { stdout } = await run(python ?? '', argv, { env });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
    },
    // Not spawnSync: the stand-in answers in this very process.
    command: (...argv) =>
      new Promise((resolve) => {
        execFile(python ?? '', [cli, ...argv, '--credentials-file', file], { env }, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), out: `${stdout}${stderr}` }),
        );
      }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
