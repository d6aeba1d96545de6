import { SettingsError } from './settings-error.ts';

/** Runs a command; faults of the operator's input become one line each and exit code 1, everything else stays a crash. */
export async function tellFaults(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    for (const fault of error.faults) {
      console.error(fault);
    }
    process.exitCode = 1;
  }
}
