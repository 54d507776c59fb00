import type fc from 'fast-check';
import type { Side } from './side.ts';
import type { World } from './world.ts';

/** Both stores. */
export interface Pair {
  readonly memory: Side;
  readonly postgres: Side;
}

/** An operation on a store, with random parameters. */
export interface Step<P, R> {
  readonly name: string;
  readonly parameters: fc.Arbitrary<P>;
  /** Whether there is anything to operate on; default: always. */
  readonly isPossible?: (world: World, parameters: P) => boolean;
  readonly act: (side: Side, world: World, parameters: P) => Promise<R>;
  /** Names the ids in a result. */
  readonly names?: (side: Side, answer: R, world: World, parameters: P) => void;
  /** What is compared of a result, by names; default: all of it. */
  readonly compared?: (side: Side, answer: R) => unknown;
  /** Records in the world what later steps may refer to. */
  readonly learn?: (world: World, answer: R, parameters: P) => void;
}

/** A step with its parameters, as fast-check runs and shrinks it. */
export type StepCommand = fc.AsyncCommand<World, Pair>;

const settled = async <R>(work: Promise<R>): Promise<{ value: R } | { threw: string }> => {
  try {
    return { value: await work };
  } catch (error) {
    return { threw: error instanceof Error ? error.name : String(error) };
  }
};

/** Commands that run a step in both stores and fail where the results differ. */
export const commandsOf = <P, R>(step: Step<P, R>): fc.Arbitrary<StepCommand> =>
  step.parameters.map((parameters) => ({
    check: (world: Readonly<World>) => step.isPossible?.(world, parameters) ?? true,
    run: async (world: World, { memory, postgres }: Pair) => {
      world.steps += 1;
      const [inMemory, inPostgres] = await Promise.all(
        [memory, postgres].map(async (side) => {
          const answer = await settled(step.act(side, world, parameters));
          if ('threw' in answer) return { side, answer, read: answer };
          step.names?.(side, answer.value, world, parameters);
          const read = step.compared ? step.compared(side, answer.value) : side.read(answer.value);
          return { side, answer, read };
        }),
      );
      expect({ memory: inMemory?.read }).toEqual({ memory: inPostgres?.read });
      if (inPostgres && 'value' in inPostgres.answer)
        step.learn?.(world, inPostgres.answer.value, parameters);
    },
    toString: () => `${step.name} ${JSON.stringify(parameters)}`,
  }));
