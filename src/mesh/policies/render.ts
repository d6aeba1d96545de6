import Mustache from 'mustache';
import { ConfigurationError } from '../errors.ts';
import { readPolicy, writePolicy } from './policy-document.ts';

export type TemplateValues = Readonly<
  Record<string, string | readonly string[] | readonly Readonly<Record<string, unknown>>[] | boolean>
>;

/**
 * A policy from its template. Values are escaped for JSON, not for HTML, so that a name can neither break out of its string nor be changed.
 * Throws `ConfigurationError` (`TEMPLATE_VALUE_MISSING`, `MALFORMED_POLICY`).
 */
export function renderPolicy(template: string, values: TemplateValues): string {
  for (const name of placeholders(template)) {
    if (!(name in values)) {
      throw new ConfigurationError('TEMPLATE_VALUE_MISSING', `a policy template lacks a value for ${name}`, {
        userMessage: 'A policy of the mesh could not be made. Report this to the makers of the app.',
      });
    }
  }
  const escapeJson = (value: unknown) => JSON.stringify(String(value)).slice(1, -1);
  const text = Mustache.render(template, values, {}, { escape: escapeJson });
  return writePolicy(readPolicy(text, 'the rendered template')) ?? '';
}

/** Names at the top level of the template; what stands inside a section belongs to the section's items. */
function placeholders(template: string): readonly string[] {
  const names: string[] = [];
  for (const [kind, name] of Mustache.parse(template)) {
    if (kind === 'name' || kind === '#' || kind === '^') {
      names.push(name);
    }
  }
  return names;
}
