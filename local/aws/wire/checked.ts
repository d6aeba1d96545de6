/**
 * A request type of the SDK after the wire layer has checked it: members that the model requires are there.
 * The SDK's own types allow `undefined` for each of them.
 */
export type Checked<T> = T extends string | number | boolean | bigint | Date | Uint8Array | null | undefined
  ? T
  : T extends readonly (infer U)[]
    ? Checked<U>[]
    : {
        [K in keyof T]: object extends Pick<T, K> ? Checked<T[K]> : Checked<Exclude<T[K], undefined>>;
      };
