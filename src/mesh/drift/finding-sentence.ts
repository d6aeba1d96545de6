import type { ColumnScope } from '../columns.ts';
import type { Finding } from './finding.ts';

/** One difference in one plain sentence, and what happens if nobody acts. Names are as AWS has them; whoever shows it to Slack escapes it. */
export function findingSentence(finding: Finding): string {
  const { kind, principal, database, table } = finding;
  const what = table === undefined ? database : `${database}.${table}`;
  switch (kind) {
    case 'missing':
      if (finding.tag !== undefined) {
        return `${what} is of ${finding.tag.key === 'domain' ? 'the domain' : 'the product'} ${finding.tag.value} in the catalogue, and does not carry the LF-tag ${finding.tag.key}=${finding.tag.value}; until it is repaired, whoever goes by that tag does not find it.`;
      }
      if (finding.share !== undefined) {
        return shareSentence(principal, what, finding.share);
      }
      if (finding.where === 'local') {
        return `${principal} was given ${finding.permissions.join(', ')} on ${localThing(finding, what)} by its own account, and does not hold it any more; until an administrator of that account gives it again, its queries may fail.`;
      }
      if (finding.where === 'link') {
        return `${principal} imported ${what}, and its account has no link to it any more; until it is repaired, queries there find nothing.`;
      }
      return `${principal} was given ${lackOf(finding, what)}, and AWS does not hold it; until it is repaired, reading may fail.`;
    case 'wrong-state':
      return `${principal} has access to ${what} by its record, and AWS holds nothing of it; until it is repaired, the record is wrong.`;
    case 'excess':
      if (finding.where === 'local') {
        return `${principal} holds ${finding.permissions.join(', ')} on ${localThing(finding, what)}, which its account gave without the mesh; when the access ends the mesh does not take it back, an administrator of that account has to.`;
      }
      return `${principal} holds ${amountOf(finding)} on ${what}, which nobody decided; it stays until it is revoked.`;
    case 'orphan':
      if (finding.given !== undefined) {
        return `${principal} gets ${what} by the RAM share ${finding.given.name}, which somebody made by hand, without any subscription; it stays until it is revoked. Revoke takes it out of that share.`;
      }
      return finding.where === 'bucket-policy'
        ? `${principal} is let into bucket ${finding.bucket ?? ''} without any subscription; it stays until it is revoked.`
        : `${principal} holds ${amountOf(finding)} on ${what} without any subscription; it stays until it is revoked.`;
    case 'altered':
      if (finding.where === 'link') {
        return `${principal} imported ${what}, and what has that name in its account is no link to it; queries there read something else until somebody of that account renames it. The link can be repaired after that.`;
      }
      return `The row filter ${(finding.filters ?? []).join(', ')} of ${what} was changed in AWS past its owner's decision, so ${principal} reads other rows than were decided; it stays until it is repaired.`;
    case 'dangling':
      return `${principal} has access to ${what} by its record, and that table is gone; the record stays until it is ended.`;
  }
}

function localThing({ on }: Finding, what: string): string {
  return on === 'link' ? `the link to ${what}` : what;
}

/** Why nothing arrives, although it is granted. */
function shareSentence(principal: string, what: string, share: NonNullable<Finding['share']>): string {
  switch (share) {
    case 'waiting':
      return `${principal} imported ${what}, and its account is invited anew to the share that brings it there; until that is accepted, queries there fail. Repair accepts it.`;
    case 'expired':
      return `${principal} was given ${what}, and the invitation to the share that brings it into its account expired; until a new one is sent, it cannot be imported there. Repair sends one.`;
    case 'rejected':
      return `${principal} was given ${what}, and its account declined the invitation to the share that brings it there; nothing there can read it. Repair sends a new one, which has to be imported again.`;
    case 'left':
      return `${principal} was given ${what}, and no share brings it into its account any more; queries there fail. Repair sends a new invitation, which has to be imported again.`;
  }
}

function lackOf(finding: Finding, what: string): string {
  switch (finding.where) {
    case 'bucket-policy':
      return `the way into bucket ${finding.bucket ?? ''}`;
    case 'catalog-policy':
      return `${finding.database} in the policy of the mesh catalog`;
    default:
      return `${amountOf(finding)} on ${what}`;
  }
}

function amountOf({ permissions, grantable, columns, filters }: Finding): string {
  const cells = [
    ...(columns ? [columnsText(columns)] : []),
    ...(filters ? [`the rows of ${filters.join(', ')}`] : []),
  ];
  const which = (name: string) => (name === 'SELECT' && cells.length > 0 ? ` on ${cells.join(' and ')}` : '');
  const names = permissions.map((name) =>
    grantable.includes(name) ? `${name}${which(name)} with grant option` : `${name}${which(name)}`,
  );
  return names.join(', ');
}

function columnsText(columns: ColumnScope): string {
  return 'include' in columns
    ? `columns ${columns.include.join(', ')}`
    : `all columns but ${columns.exclude.join(', ')}`;
}
