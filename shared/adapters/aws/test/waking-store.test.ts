import { minute, plus, second } from '#shared/domain/instant.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import type { AgentQueue } from '../agent-queue.ts';
import { wakingStore } from '../waking-store.ts';

const aScene = async (over: Parameters<typeof Scene.open>[1] = {}, fail = false) => {
  const sent: { message: unknown; delaySeconds: number }[] = [];
  const send: AgentQueue['send'] = async (message, { delaySeconds = 0 } = {}) => {
    if (fail) throw new Error('no queue');
    sent.push({ message, delaySeconds });
  };
  const h = await emptiedStore();
  const clock = new ManualClock(aMoment);
  const log = new RecordingLog();
  const scene = await Scene.open({ ...h, store: wakingStore(h.store, { send, clock, log }) }, over);
  const idOf = async (effect: EffectCommand) =>
    (await h.inspect.effects()).find(({ key }) => key === effect.key)?.id;
  const wakeOf = (effectId: string | undefined, delaySeconds: number) => ({
    message: { wake: { effectId, agencyId: scene.agency.id } },
    delaySeconds,
  });
  return { scene, sent, clock, log, idOf, wakeOf };
};

describe('a store that wakes what waits', () => {
  it('sends nothing for an effect that is claimed with its turn', async () => {
    const { scene, sent } = await aScene();
    await scene.sent(await scene.claimed());
    expect(sent).toEqual([]);
  });

  it('wakes an effect of a later instant then, and one of much later not at all', async () => {
    const { scene, sent, idOf, wakeOf } = await aScene();
    const soon = scene.effect({ dueAt: plus(aMoment, 4 * minute) });
    await scene.turn({ effects: [soon, scene.effect({ dueAt: plus(aMoment, 16 * minute) })] });
    expect(sent).toEqual([wakeOf(await idOf(soon), 240)]);
  });

  it('wakes an effect at its rate slot, and again when the slot has moved', async () => {
    const { scene, sent, clock, idOf, wakeOf } = await aScene({
      settings: { rate_limiting: { messages_per_minute: 1 } },
    });
    await scene.claimed();
    const other = await scene.another();
    const held = other.effect();
    await other.turn({ effects: [held] });
    expect(sent).toEqual([wakeOf(await idOf(held), 60)]);

    clock.set(plus(aMoment, 20 * second));
    expect(await scene.claim([(await idOf(held)) ?? ''], clock.now())).toEqual([]);
    expect(sent[1]).toEqual(wakeOf(await idOf(held), 40));

    clock.set(plus(aMoment, 60 * second));
    expect(await scene.claim([(await idOf(held)) ?? ''], clock.now())).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it('wakes a failed effect at its next try, an unknown one at its reconciliation', async () => {
    const { scene, sent, wakeOf } = await aScene();
    const failed = await scene.claimed();
    await scene.retry(failed, aMoment, plus(aMoment, 5 * second));
    const lost = await (await scene.another()).claimed();
    const reconcileAt = plus(aMoment, 3 * minute);
    await scene.settle({
      id: lost.id,
      fence: lost.fence,
      at: aMoment,
      kind: 'unknown',
      code: 'timeout',
      reconcileAt,
      announce: false,
    });
    expect(sent).toEqual([wakeOf(failed.id, 5), wakeOf(lost.id, 180)]);
  });

  it('wakes an effect that was deferred when its provider may be asked again', async () => {
    const { scene, sent, wakeOf } = await aScene();
    const { id, fence } = await scene.claimed();
    const retryAt = plus(aMoment, 30 * second);
    await scene.settle({
      id,
      fence,
      at: aMoment,
      kind: 'deferred',
      code: 'provider_down',
      retryAt,
      announce: false,
    });
    expect(sent).toEqual([wakeOf(id, 30)]);
  });

  it('wakes nothing that is over, however often it is woken', async () => {
    const { scene, sent } = await aScene();
    const effect = await scene.claimed();
    await scene.sent(effect);
    await scene.claim([effect.id], plus(aMoment, minute));
    await scene.claim([effect.id], plus(aMoment, minute));
    expect(sent).toEqual([]);
  });

  it('leaves to the sweeper what it could not put into the queue, and says so', async () => {
    const { scene, log } = await aScene({}, true);
    await scene.retry(await scene.claimed(), aMoment, plus(aMoment, 5 * second));
    expect(log.lines.map(({ message }) => message)).toEqual([
      'effects that wait were not scheduled; the sweeper will',
    ]);
  });
});
