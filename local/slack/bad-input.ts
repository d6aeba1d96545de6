/** A control request that makes no sense; answered with 4xx and `{ "error" }`. */
export class BadInput extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.name = 'BadInput';
    this.status = status;
  }
}
