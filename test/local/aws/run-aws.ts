import { startAws } from '../../../local/aws/start-aws.ts';
import { createClock } from '../../../local/clock.ts';
import { MESH, rootOf } from './support.ts';

/** A stand-in in a process of its own, on any port, for tests that kill it: `tsx run-aws.ts <folder>`. */
async function main(): Promise<void> {
  const aws = await startAws({
    port: 0,
    dataDir: process.argv[2] ?? '',
    clock: createClock(),
    accounts: [{ id: MESH, ...rootOf(MESH) }],
  });
  process.stdout.write(`ready ${aws.url}\n`);
  process.on('SIGTERM', () => {
    void aws.close().then(() => process.exit(0));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
