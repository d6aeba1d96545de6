import { type AdminDirectory, Admins } from '../handlers/admins.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { readJson } from './read-json.ts';
import type { ReadSecret } from './slack-secrets.ts';

/** The mesh admins from `<prefix>/admins`, read anew at each question. Throws `ConfigurationError` (`BAD_ADMINS_SECRET`) that names each wrong field. */
export function createAdminSecret(read: ReadSecret, prefix: string): AdminDirectory {
  const name = `${prefix}/admins`;
  return {
    async read() {
      const parsed = Admins.safeParse(readJson(await read(name)));
      if (!parsed.success) {
        const faults = parsed.error.issues
          .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
          .join('; ');
        throw new ConfigurationError('BAD_ADMINS_SECRET', `secret ${name} is malformed: ${faults}`, {
          userMessage:
            'The list of mesh admins is set up wrongly, so nobody can do this now. An operator has to mend the secret `data-mesh/admins`.',
        });
      }
      return parsed.data;
    },
  };
}
