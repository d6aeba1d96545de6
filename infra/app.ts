import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { readSettings } from './context.ts';
import { EXAMPLE_SETTINGS } from './example.ts';
import { tellFaults } from './tell-faults.ts';

/** For the `cdk` command: `npx cdk diff -c settings=<file>`. Wants the bundles of `npm run build`. */
function main(): void {
  const app = new App({ analyticsReporting: false });
  const file: unknown = app.node.tryGetContext('settings');
  const settings = readSettings(typeof file === 'string' ? file : EXAMPLE_SETTINGS);
  buildApp({ app, settings, dist: path.resolve('dist') }).app.synth();
}

void tellFaults(main);
