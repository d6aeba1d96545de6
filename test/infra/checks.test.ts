import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod';
import { ASSEMBLY, synthesise } from '../../infra/synth.ts';
import { aMeshApp, IMPORTED, someSettings } from './support/a-mesh-app.ts';
import { EXPLAINED } from './support/explained-findings.ts';

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z
        .array(
          z.object({
            ruleName: z.string(),
            violatingConstructs: z.array(z.object({ constructPath: z.string() })),
          }),
        )
        .default([]),
    }),
  ),
});

const made: string[] = [];
afterAll(() => {
  for (const folder of made) {
    rmSync(folder, { recursive: true, force: true });
  }
});

function anApp(changes: Readonly<Record<string, unknown>>) {
  const built = aMeshApp(someSettings(changes));
  made.push(path.dirname(built.outdir));
  return built;
}

const VARIANTS = {
  'the sample': {},
  'an imported table behind a function URL, with a key': {
    subscriptionsTable: IMPORTED,
    encryption: 'customer-managed',
    entry: 'function-url',
    slack: { reservedConcurrency: 20, provisionedConcurrency: 2 },
    alarmEmail: 'operators@example.com',
  },
} as const;

/** Findings as `rule at construct`, from the report that the CDK leaves behind whether it throws or not. */
function findingsOf(changes: Readonly<Record<string, unknown>>): readonly { rule: string; at: string }[] {
  const { app, outdir } = anApp(changes);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new ServerlessChecks());
  expect(() => app.synth()).toThrow(); // some findings are always there, so the checks have run
  const report = Report.parse(JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8')));
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, at: constructPath })),
    ),
  );
}

it('cdk-nag finds nothing that is not explained, and no explanation is left over', () => {
  const findings = Object.values(VARIANTS).flatMap(findingsOf);

  const explains = (rule: string, at: string) => (row: (typeof EXPLAINED)[number]) =>
    row.rule.test(rule) && row.at.test(at);
  const unexplained = findings
    .filter(({ rule, at }) => rule !== 'W1030' && !EXPLAINED.some(explains(rule, at)))
    .map(({ rule, at }) => `${rule} at ${at}`);
  const leftOver = EXPLAINED.filter((row) => !findings.some(({ rule, at }) => explains(rule, at)(row)));
  expect(unexplained).toEqual([]);
  expect(leftOver).toEqual([]);
}, 180_000);

it('synthesises both templates with the built bundles as assets, and without their source maps', async () => {
  const dist = mkdtempSync(path.join(tmpdir(), 'mesh-synth-'));
  made.push(dist);

  const files = await synthesise(process.cwd(), someSettings(), dist);

  expect(files.map((file) => path.basename(file))).toEqual([
    'MeshSlackStack.template.json',
    'MeshMemberStack.template.json',
  ]);
  const assembly = path.join(dist, ASSEMBLY);
  const assets = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
  const packed = assets.map((asset) => readdirSync(path.join(assembly, asset)));
  expect(packed).toEqual(Array.from({ length: 5 }, () => ['index.cjs']));
}, 180_000);

const cfnLint = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
if (cfnLint.status !== 0) {
  process.stderr.write('cfn-lint is not on the PATH: the templates are not linted in this run.\n');
}

/** W3005: the CDK names dependencies that a GetAtt implies already. */
const itLints = cfnLint.status === 0 ? it : it.skip;
itLints(
  'cfn-lint accepts every template',
  () => {
    const files = Object.values(VARIANTS).flatMap((changes) => {
      const { app, outdir } = anApp(changes);
      return app.synth().stacks.map(({ templateFile }) => path.join(outdir, templateFile));
    });

    const { status, stdout } = spawnSync('cfn-lint', ['-r', 'us-east-1', '-i', 'W3005', '--', ...files], {
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
    expect(status).toBe(0);
  },
  180_000,
);
