import { durationText } from '../../blocks/durations.ts';
import { secondsOf } from './duration.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { fits } from './fits.ts';
import type { AskedTable } from './outcome.ts';
import { type Naming, settingsLines } from './outcome-text.ts';
import type { Match, Policy, Rule } from './policy.ts';

interface About {
  readonly database: string;
  readonly tables: readonly AskedTable[];
}

/** A policy in words, rule by rule in the order in which they are asked; of one product, only the rules that may speak of it. */
export function policyLines(policy: Policy | undefined, naming: Naming, about?: About): readonly string[] {
  if (!policy) {
    return ['There is no policy: one approver of the owner decides, for as long as is asked for.'];
  }
  const ask = { database: '', team: '', tables: [], permissions: [], ...about };
  const rules = policy.rules.filter((rule) => !about || fits(ofProduct(rule), ask, 'any'));
  const alone = (rule: Rule) =>
    settingsLines(
      evaluatePolicy(
        { ...policy, sensitive: undefined, rules: [{ ...rule, when: undefined }] },
        { ...ask, tables: [{ name: 'any', tags: {} }] },
      ),
      naming,
    );
  const rest = settingsLines(evaluatePolicy({ ...policy, rules: [] }, ask), naming);
  return [
    ...rules.map((rule) => `*Rule ${rule.id}*, ${matchText(rule.when, naming)}: ${alone(rule).join(' ')}`),
    `${rules.length > 0 ? '*Otherwise*' : '*Always*'}: ${rest.join(' ')}`,
    ...(policy.sensitive
      ? [`*Never by itself*: ${tagText(policy.sensitive, naming)} always has somebody who decides.`]
      : []),
    ...(policy.publishers === 'members'
      ? ['Members of the team may publish and take back products too.']
      : []),
    ...(policy.autoRepair ? ['Grants that went missing are granted again every night.'] : []),
  ];
}

/** The part of a rule's conditions that the product alone decides. */
function ofProduct({ when = {} }: Rule): Match {
  const { products, domains, tags } = when;
  return {
    ...(products ? { products } : {}),
    ...(domains ? { domains } : {}),
    ...(tags ? { tags } : {}),
  };
}

function matchText(match: Match | undefined, naming: Naming): string {
  const { products, domains, tags, teams, permissions, longerThan, upTo } = match ?? {};
  const list = (names: readonly string[]) => names.map(naming.text).join(' or ');
  const parts = [
    ...(products ? [`product ${list(products)}`] : []),
    ...(domains ? [`domain ${list(domains)}`] : []),
    ...(tags ? [tagText(tags, naming)] : []),
    ...(teams ? [`asked by ${list(teams)}`] : []),
    ...(permissions ? [`for ${permissions.join(' or ')}`] : []),
    ...(longerThan ? [`for longer than ${durationText(secondsOf(longerThan))}`] : []),
    ...(upTo ? [`for at most ${durationText(secondsOf(upTo))}`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'whatever is asked';
}

function tagText(tags: Readonly<Record<string, readonly string[]>>, naming: Naming): string {
  return Object.entries(tags)
    .map(([key, values]) => `${naming.text(key)} ${values.map(naming.text).join(' or ')}`)
    .join(', ');
}
