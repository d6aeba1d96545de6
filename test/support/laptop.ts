import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { type Laptop, type LaptopOptions, startLaptop } from '../../local/start.ts';

const root = process.cwd();

function folder(): string {
  const made = process.env['MESH_TEST_FOLDER'];
  if (!made) {
    throw new Error('jest.config.js has to name test/support/global-setup.ts');
  }
  return made;
}

/** A running laptop with the seeded mesh, on free ports and a data folder of its own; `keep` takes the folder as it is. The seed is made once per run and copied. */
export async function aLaptop({
  keep = false,
  ...options
}: Partial<LaptopOptions> & { readonly keep?: boolean } = {}): Promise<Laptop> {
  const seeded = await seededFolder();
  const dataDir = options.dataDir ?? mkdtempSync(path.join(folder(), 'data-'));
  if (!keep) {
    cpSync(seeded, dataDir, { recursive: true });
  }
  const start = () =>
    startLaptop({
      root,
      port: 0,
      awsPort: 0,
      dataDir,
      reset: false,
      dist: path.join(folder(), 'dist'),
      onProgress: () => undefined,
      ...options,
    });
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      // The start gives the catalogue twenty seconds, as it does to people; beside other work the next one is another try.
      if (tries >= Number(process.env['MESH_TEST_PATIENCE'] ?? 1)) {
        throw error;
      }
    }
  }
}

async function seededFolder(): Promise<string> {
  const ready = path.join(folder(), 'seeded');
  const lock = path.join(folder(), 'seeding');
  for (;;) {
    if (existsSync(ready)) {
      return ready;
    }
    if (tryLock(lock)) {
      try {
        if (!existsSync(ready)) {
          await bundle(root, path.join(folder(), 'dist'));
          await makeSeed(`${ready}.making`);
          renameSync(`${ready}.making`, ready);
        }
        return ready;
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** One of the test workers seeds; the others wait. */
function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false; // another worker is at it
  }
}

async function makeSeed(dataDir: string): Promise<void> {
  rmSync(dataDir, { recursive: true, force: true });
  const laptop = await startLaptop({
    root,
    port: 0,
    awsPort: 0,
    dataDir,
    reset: false,
    dist: path.join(folder(), 'dist'),
    onProgress: () => undefined,
  });
  await laptop.close();
}
