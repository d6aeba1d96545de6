import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettings } from './settings.ts';
import { type Laptop, startLaptop } from './start.ts';
import { StartError } from './start-error.ts';

/** `npm start`. Progress goes to standard error, the one line that scripts wait for to standard output. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  let laptop: Laptop | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) {
      return;
    }
    stopping = true;
    setTimeout(() => process.exit(0), 4000).unref();
    void (laptop?.close() ?? Promise.resolve()).finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  laptop = await startLaptop({
    ...readSettings(process.env, process.argv.slice(2)),
    root: path.dirname(path.dirname(fileURLToPath(import.meta.url))),
    onProgress: (step) =>
      process.stderr.write(
        `  ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${step}\n`,
      ),
  });
  process.stderr.write(
    `\n  A Slack workspace and a five-account mesh, on this laptop alone.\n  Open ${laptop.url} and type /mesh request as Ana. AWS answers at ${laptop.awsUrl}.\n  Ctrl-C ends it; what happened is kept.\n\n`,
  );
  process.stdout.write(`ready ${laptop.url}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    error instanceof StartError ? `${message}\n` : `The laptop could not start: ${message}\n`,
  );
  if (!(error instanceof StartError) && process.env['DEBUG'] && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
  process.exit(1);
});
