import { decidersOf } from '../mesh/readers/grounds.ts';
import type { Ground, Reader } from '../mesh/readers/reader.ts';
import { filterTitle } from '../mesh/rows.ts';

/** One reader of a table in one line. */
export function readerText(reader: Reader): string {
  const { principal, permissions, grantable, source, grounds } = reader;
  const rights = `${permissions.join(', ')}${grantable.length > 0 ? ` (may hand on ${grantable.join(', ')})` : ''}`;
  const why = {
    subscription: grounds.map(groundText).join('; '),
    mesh: "the mesh's own, or the owner's",
    administrator: 'data lake administrator, implicit: may give access to anybody, itself too',
    outside: 'OUTSIDE: nobody recorded it',
  }[source];
  return [principal, rights, ...wayText(reader), why].join('  ');
}

function wayText({ through, columns, filter = '', tags = [] }: Reader): readonly string[] {
  const narrowed =
    columns === undefined
      ? []
      : 'include' in columns
        ? [`only columns ${columns.include.join(', ')}`]
        : [`all columns but ${columns.exclude.join(', ')}`];
  switch (through) {
    case 'table':
    case 'administrator':
      return narrowed;
    case 'every-table':
      return ['through all tables of the database'];
    case 'rows':
      return [...narrowed, `through the row filter ${filterTitle(filter)}`];
    case 'tags':
      return [
        `through LF-tags ${tags.map(({ key, values }) => `${key} = ${values.join(' or ')}`).join(' and ')}`,
        ...narrowed,
      ];
  }
}

function groundText(ground: Ground): string {
  const { subscriptionId, expiresAt, note, handedOn } = ground;
  const deciders = decidersOf(ground);
  return [
    `by ${subscriptionId}`,
    deciders.length > 0 ? `approved by ${deciders.join(', ')}` : 'nobody on record as having approved it',
    expiresAt === undefined ? 'no end' : `until ${new Date(expiresAt * 1000).toISOString()}`,
    ...(note ? [`note: ${note}`] : []),
    ...(handedOn ? [`handed on by its account to ${handedOn.join(', ')}`] : []),
  ].join(', ');
}
