import { rmSync } from 'node:fs';

const globalTeardown = async (): Promise<void> => {
  const folder = process.env['MESH_TEST_FOLDER'];
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
};

export default globalTeardown;
