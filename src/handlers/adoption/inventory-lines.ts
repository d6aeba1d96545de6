import { listed } from '../../blocks/text.ts';
import type { Finding } from '../../mesh/drift/finding.ts';
import type { Team } from '../team.ts';
import type { Inventory, Listed } from './inventory.ts';

const WORDS: Readonly<Record<Finding['kind'], string>> = {
  missing: 'decided and not held',
  'wrong-state': 'active by the record and not held at all',
  excess: 'held beyond the records',
  orphan: 'held without any record',
  dangling: 'on tables that are gone',
  altered: 'changed in AWS',
};

/** The inventory in plain sentences, the sum first and what would happen to whom after it; unescaped, as the command line prints it. */
export function inventoryLines(inventory: Inventory, teams: readonly Team[]): readonly string[] {
  const { records, statuses, fromSlack, products, leaving, ends, waiting, warnings, unmapped } = inventory;
  const name = (account: string) => teams.find((team) => team.account === account)?.name ?? account;
  const { Pending, Active, Denied, Deleted } = statuses;
  return [
    `${count(records, 'record', 'records')}: ${Pending} waiting or at work, ${Active} active, ${Denied} denied, ${Deleted} ended.${fromSlack > 0 ? ` ${fromSlack} of them were asked for in Slack and are looked after already.` : ''}`,
    `${count(products, 'product', 'products')}${leaving > 0 ? `, of which ${leaving} leave the mesh on an announced day` : ''}.`,
    ends.length === 0
      ? 'No access would end with the first sweep.'
      : `${count(ends.length, 'access', 'accesses')} would end with the first sweep: of ${listed(bySubscriber(ends, name))}.`,
    waiting.length + warnings === 0
      ? 'Nothing would be announced.'
      : `${count(waiting.length, 'waiting request', 'waiting requests')} would be shown to their owners and reminded of; of ${count(warnings, 'end', 'ends')} within a week people would be warned.`,
    comparison(inventory, name),
    unmapped.length === 0
      ? 'Every account with access or requests has a team.'
      : `No team is mapped to ${listed([...unmapped], 20)}: nobody decides for them or is told. Map them first, with data-mesh-cli team add.`,
    ...inventory.accounts.map(
      ({ account, gives, has }) =>
        `${name(account) === account ? account : `${name(account)} (${account})`}: gives ${gives}, has ${has}`,
    ),
    ...ends.map((each) => `would end: ${about(each, name)}${endOf(each)}`),
    ...waiting.map((each) => `waits: ${about(each, name)}, since ${each.createdAt.slice(0, 10)}`),
  ];
}

function comparison({ differences, unread, isCompared }: Inventory, name: (account: string) => string) {
  const kinds = Object.entries(WORDS).flatMap(([kind, words]) => {
    const many = new Map(Object.entries(differences)).get(kind) ?? 0;
    return many === 0 ? [] : [`${many} ${words}`];
  });
  const lost = [...new Set(unread)].map(name);
  return [
    kinds.length === 0
      ? 'AWS holds what the records say, as far as it was looked at.'
      : `AWS does not hold what the records say: ${listed(kinds)}. The owners would be told; nothing is mended but by them, or by their policy.`,
    ...(lost.length > 0 ? [`${listed(lost)} could not be looked at.`] : []),
    ...(isCompared ? [] : ['There was no time to compare all of it.']),
  ].join(' ');
}

function bySubscriber(ends: readonly Listed[], name: (account: string) => string): string[] {
  const counts = new Map<string, number>();
  for (const { subscriber } of ends) {
    counts.set(subscriber, (counts.get(subscriber) ?? 0) + 1);
  }
  return [...counts].map(([account, many]) => `${name(account)} (${many})`);
}

function about({ id, subscriber, database, tables }: Listed, name: (account: string) => string): string {
  return `${id}, ${name(subscriber)}: ${database} ${listed([...tables], 5) || 'all tables'}`;
}

function endOf({ expiresAt }: Listed): string {
  return expiresAt === undefined
    ? ', marked as ended over standing grants'
    : `, its end was ${new Date(expiresAt * 1000).toISOString().slice(0, 10)}`;
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`;
}
