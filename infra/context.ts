import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { SettingsError } from './settings-error.ts';
import { settingsFaults } from './settings-faults.ts';
import { type ImportedTable, subscriptionsTableFrom } from './subscriptions-table.ts';
import { Written, type WrittenSettings } from './written-settings.ts';

export type Settings = Omit<WrittenSettings, 'subscriptionsTable' | 'partition'> & {
  readonly partition: string;
  readonly subscriptionsTable: { readonly mode: 'create' } | ImportedTable;
};

/**
 * Reads the settings file. `description` is a file with the existing table's description, where the settings name none. Throws `SettingsError` with one
 * sentence per fault.
 */
export function readSettings(file: string, description?: string): Settings {
  if (!existsSync(file)) {
    throw new SettingsError([`There is no settings file ${file}.`]);
  }
  return checkSettings(readJson(file), path.dirname(file), description);
}

/** `folder` is where a table description named in the settings lies. Throws `SettingsError`. */
export function checkSettings(written: unknown, folder: string, described?: string): Settings {
  const parsed = Written.safeParse(written);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map(({ path: where, message }) => `${where.join('.') || 'settings'}: ${message}.`),
    );
  }
  const settings = parsed.data;
  const partition = RegionInfo.get(settings.region).partition;
  const faults = settingsFaults(settings, partition);
  const { subscriptionsTable: table } = settings;
  const wanted = { account: settings.account, region: settings.region, partition: partition ?? 'aws' };
  const descriptionFile = table.mode === 'import' ? (table.description ?? described) : undefined;
  const found =
    table.mode === 'create'
      ? { table: { mode: 'create' as const }, faults: [] }
      : subscriptionsTableFrom({
          ...table,
          ...wanted,
          description: descriptionFile ? readJson(path.resolve(folder, descriptionFile)) : undefined,
        });
  if (faults.length + found.faults.length > 0 || !found.table) {
    throw new SettingsError([...faults, ...found.faults]);
  }
  return { ...settings, partition: wanted.partition, subscriptionsTable: found.table };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SettingsError([`${file} cannot be read: ${error instanceof Error ? error.message : error}.`]);
  }
}
