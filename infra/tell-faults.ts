import { SettingsError } from './settings-error.ts';

/** Runs a command; faults of the operator's input become one line each and exit code 1, everything else stays a crash. */
export async function tellFaults(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const faults = faultsOf(error);
    if (!faults) {
      throw error;
    }
    for (const fault of faults) {
      console.error(fault);
    }
    process.exitCode = 1;
  }
}

function faultsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof SettingsError) {
    return error.faults;
  }
  return error instanceof Error && error.name === 'CredentialsProviderError'
    ? ['There are no AWS credentials: sign in, or set AWS_PROFILE.']
    : undefined;
}
