import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One folder per run, for the bundles and the seeded mesh that the first journey test makes and the others copy. */
const globalSetup = async (): Promise<void> => {
  process.env['MESH_TEST_FOLDER'] = mkdtempSync(path.join(tmpdir(), 'mesh-journey-'));
};

export default globalSetup;
