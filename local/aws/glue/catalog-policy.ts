import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-glue';
import { evaluateResource } from '../authorize/evaluate.ts';
import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call, Handlers } from '../call.ts';
import { principalExists } from '../iam/principal-exists.ts';
import type { State } from '../state/state.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { notFound } from './access.ts';
import { CATALOG_POLICIES, type CatalogPolicy } from './entities.ts';
import { invalid } from './names.ts';

/** Bytes; the limit of a catalog resource policy. */
const MAX_SIZE = 10_240;

function policyOf(call: Call): CatalogPolicy | undefined {
  return call.state.in(CATALOG_POLICIES, call.account).get('policy');
}

function checkPolicy(text: string, call: Call): void {
  if (Buffer.byteLength(text) > MAX_SIZE) {
    throw invalid(`The resource policy is larger than ${MAX_SIZE} bytes`);
  }
  try {
    for (const statement of parsePolicy(text).statements) {
      if (!statement.principals) {
        throw invalid('Policy document must name a principal in each statement');
      }
      for (const name of statement.principals['AWS'] ?? []) {
        if (name !== '*' && !/^\d{12}$/.test(name) && !principalExists(name, call)) {
          throw invalid(`Invalid principal in policy: ${name}`);
        }
      }
    }
  } catch (error) {
    throw error instanceof PolicySyntaxError ? invalid(`Invalid policy document: ${error.message}`) : error;
  }
}

function checkConditions(
  policy: CatalogPolicy | undefined,
  input: Checked<sdk.PutResourcePolicyRequest>,
): void {
  if (input.PolicyExistsCondition === 'MUST_EXIST' && !policy) {
    throw notFound('Policy not found');
  }
  if (input.PolicyExistsCondition === 'NOT_EXIST' && policy) {
    throw new AwsError('ConditionCheckFailureException', 'Policy already exists');
  }
  if (input.PolicyHashCondition !== undefined && input.PolicyHashCondition !== policy?.hash) {
    throw policy
      ? new AwsError('ConditionCheckFailureException', 'Policy hash condition failed')
      : notFound('Policy not found');
  }
}

const describe = (policy: CatalogPolicy) => ({
  PolicyInJson: policy.text,
  PolicyHash: policy.hash,
  CreateTime: policy.createdAt,
  UpdateTime: policy.updatedAt,
});

export const catalogPolicyHandlers: Handlers = {
  GetResourcePolicy(_input: Checked<sdk.GetResourcePolicyRequest>, call) {
    const policy = policyOf(call);
    if (!policy) {
      throw notFound('Policy not found');
    }
    return describe(policy);
  },

  GetResourcePolicies(_input: Checked<sdk.GetResourcePoliciesRequest>, call) {
    const policy = policyOf(call);
    return { GetResourcePoliciesResponseList: policy ? [describe(policy)] : [] };
  },

  PutResourcePolicy(input: Checked<sdk.PutResourcePolicyRequest>, call) {
    const old = policyOf(call);
    checkConditions(old, input);
    checkPolicy(input.PolicyInJson, call);
    const hash = createHash('md5').update(input.PolicyInJson).digest('base64');
    call.state.in(CATALOG_POLICIES, call.account).put('policy', {
      // ASSUMPTION glue-policy-statement-list: a single statement comes back as a list of one.
      text: normalise(input.PolicyInJson),
      hash,
      hybrid: input.EnableHybrid === 'TRUE' || (old?.hybrid ?? false),
      createdAt: old?.createdAt ?? call.now,
      updatedAt: call.now,
    });
    return { PolicyHash: hash };
  },

  DeleteResourcePolicy(input: Checked<sdk.DeleteResourcePolicyRequest>, call) {
    const policy = policyOf(call);
    if (!policy) {
      throw notFound('Policy not found');
    }
    if (input.PolicyHashCondition !== undefined && input.PolicyHashCondition !== policy.hash) {
      throw new AwsError('ConditionCheckFailureException', 'Policy hash condition failed');
    }
    call.state.in(CATALOG_POLICIES, call.account).delete('policy');
    return {};
  },
};

function normalise(text: string): string {
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    return text;
  }
  const { Statement } = document;
  return JSON.stringify({ ...document, Statement: Array.isArray(Statement) ? Statement : [Statement] });
}

/**
 * Once a catalog has a policy, RAM may share from it only if the policy lets it, or was put with hybrid mode on and lets it.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-cross-account.html
 */
export function ramMayShare(state: State, owner: string, arn: string): boolean {
  const policy = state.in(CATALOG_POLICIES, owner).get('policy');
  if (!policy) {
    return true;
  }
  const question = {
    action: 'glue:ShareResource',
    resource: arn,
    context: new Map<string, readonly string[]>(),
  };
  return (
    evaluateResource(parsePolicy(policy.text), question, { service: 'ram.amazonaws.com' }).verdict === 'allow'
  );
}
