import { describe, expect, it } from 'vitest';
import { statesWorld } from '../../../../support/states-world.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

/** What the function received for the Arguments of a `lambda:invoke`, and what the execution came to. */
async function invoked(Arguments: object, answer: object = { Payload: new TextEncoder().encode('{"a": [1,  2]}') }) {
  const clock = new VirtualClock();
  const bodies: string[] = [];
  const { world } = statesWorld({
    clock,
    others: async (_service, _operation, input) => {
      bodies.push(new TextDecoder().decode(input.Payload as Uint8Array));
      return { StatusCode: 200, ExecutedVersion: '7', ...answer };
    },
  });
  const state = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f', ...Arguments }, End: true };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'T', States: { T: state } });
  const roleArn = 'arn:aws:iam::000000000000:role/r';
  const made = { name: 'm', roleArn, definition };
  const { stateMachineArn } = await world.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', made);
  const { executionArn } = await world.call<{ executionArn: string }>('states', 'StartExecution', { stateMachineArn });
  await clock.run();
  const execution = await world.call<{ output?: string; error?: string; cause?: string }>('states', 'DescribeExecution', { executionArn });
  return { bodies, execution };
}

describe('lambda:invoke', () => {
  it('sends a text as the raw body, other values as JSON, and {} for null or nothing', async () => {
    const body = async (Arguments: object) => (await invoked(Arguments)).bodies;
    expect(await body({ Payload: '"HelloWorld"' })).toEqual(['"HelloWorld"']);
    expect(await body({ Payload: 'HelloWorld' })).toEqual(['HelloWorld']);
    expect(await body({ Payload: { a: [1] } })).toEqual(['{"a":[1]}']);
    expect(await body({ Payload: false })).toEqual(['false']);
    expect(await body({ Payload: null })).toEqual(['{}']);
    expect(await body({})).toEqual(['{}']);
  });

  it('answers with the members of the envelope that AWS gives, in order', async () => {
    const { execution } = await invoked({ Payload: {} });
    const envelope = JSON.parse(execution.output as string);
    expect(Object.keys(envelope)).toEqual(['ExecutedVersion', 'Payload', 'SdkHttpMetadata', 'SdkResponseMetadata', 'StatusCode']);
    expect(envelope).toMatchObject({ ExecutedVersion: '7', Payload: { a: [1, 2] }, StatusCode: 200 });
  });

  it("fails with the function's errorType and its whole payload, or Lambda.Unknown where there is none", async () => {
    const failed = (payload: string) => invoked({}, { FunctionError: 'Unhandled', Payload: new TextEncoder().encode(payload) });
    const payload = '{"errorMessage":"m","errorType":"Oops","requestId":"1"}';
    expect((await failed(payload)).execution).toMatchObject({ error: 'Oops', cause: payload });
    expect((await failed('{"errorMessage":"m"}')).execution).toMatchObject({
      error: 'Lambda.Unknown',
      cause: expect.stringContaining('Lambda did not return an error type. Returned payload: {"errorMessage":"m"}'),
    });
  });
});
