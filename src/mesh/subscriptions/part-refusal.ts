/**
 * What AWS's refusal to let somebody write means where another access of the same consumer covers only a part of the table; `undefined` for other
 * refusals.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
 */
export function partRefusal(table: string, reason: string): string | undefined {
  return /permissions modification is invalid|subset of the columns/i.test(reason)
    ? `Another access of the same team covers only some columns or rows of ${table}, and AWS lets nobody write a table of which they have a part. Widen or end that access, then do this again.`
    : undefined;
}
