/**
 * Whether something is among what an account receives. From version 5 of cross-account sharing on, a share may name its resources by a pattern.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html
 */
export function reaches(received: readonly string[], arn: string): boolean {
  return received.some((each) => {
    const [before = '', ...rest] = each.split('*');
    const end = rest.at(-1);
    return end === undefined ? each === arn : arn.startsWith(before) && arn.endsWith(end);
  });
}
