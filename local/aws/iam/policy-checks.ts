import { type PolicyDocument, PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { principalExists } from './principal-exists.ts';

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}

function parsed(text: string): PolicyDocument {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw error instanceof PolicySyntaxError ? malformed(error.message) : error;
  }
}

/** IAM does not count white space. `limit` in characters. */
function checkSize(text: string, limit: number, what: string): void {
  if (text.replace(/\s/g, '').length > limit) {
    throw new AwsError('LimitExceededException', `Cannot exceed quota for ${what}: ${limit}`);
  }
}

/** Throws unless IAM would take the text as an identity policy. */
export function checkIdentityPolicy(text: string, limit: number, what: string): void {
  for (const statement of parsed(text).statements) {
    if (statement.principals || statement.notPrincipals) {
      throw malformed('Policy document should not specify a principal.');
    }
    if (!statement.resources && !statement.notResources) {
      throw malformed('Policy statement must contain resources.');
    }
    if (statement.sid !== undefined && !/^[0-9A-Za-z]*$/.test(statement.sid)) {
      throw malformed(
        'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
      );
    }
    for (const resource of [...(statement.resources ?? []), ...(statement.notResources ?? [])]) {
      if (resource !== '*' && !/^(arn:|\*)/.test(resource)) {
        throw malformed(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
  }
  checkSize(text, limit, what);
}

/** Throws unless IAM would take the text as the trust policy of a role: among others, each principal must exist. */
export function checkTrustPolicy(text: string, call: Call): void {
  for (const statement of parsed(text).statements) {
    if (statement.resources || statement.notResources) {
      throw malformed('Has prohibited field Resource');
    }
    if (!statement.principals && !statement.notPrincipals) {
      throw malformed('AssumeRolepolicy must contain Principal');
    }
    for (const action of statement.actions ?? []) {
      if (!/^(sts:|\*)/i.test(action)) {
        throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
      }
    }
    for (const name of statement.principals?.['AWS'] ?? []) {
      if (name !== '*' && !/^\d{12}$/.test(name) && !principalExists(name, call)) {
        throw malformed(`Invalid principal in policy: "AWS":"${name}"`);
      }
    }
  }
  checkSize(text, 2048, 'ACLSizePerRole');
}
