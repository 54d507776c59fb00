import { readStage } from '../lib/stage.ts';

describe('a stage', () => {
  it('has defaults for everything but its name', () => {
    expect(readStage('dev', { dev: {} })).toMatchObject({
      name: 'dev',
      archiveDays: 14,
      maxReceiveCount: 30,
    });
  });
  it('that is unknown is refused with the names of the known ones', () => {
    expect(() => readStage('produktion', { dev: {}, production: {} })).toThrow(/dev, production/);
    expect(() => readStage(undefined, undefined)).toThrow(/-c stage/);
  });
  it('says what is wrong where', () => {
    expect(() => readStage('dev', { dev: { alarmEmail: 'nobody', concurency: 3 } })).toThrow(
      /alarmEmail[\s\S]*concurency/,
    );
  });
  it('with a domain says by which project people sign in to its console', () => {
    const [name, certificateArn, originName, originCertificateArn] = ['a', 'b', 'c', 'd'];
    const domain = { name, certificateArn, originName, originCertificateArn };
    expect(() => readStage('dev', { dev: { domain } })).toThrow(
      /domain.signIn: should be .* of the Supabase project/,
    );
  });
  it('has no more publishers than fit into the policy of the bus', () => {
    const publishers = Array.from({ length: 26 }, (_, index) => ({
      account: String(100_000_000_000 + index),
      agencyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
    }));
    expect(() => readStage('dev', { dev: { publishers } })).toThrow(/docs\/publishing.md/);
    expect(readStage('dev', { dev: { publishers: publishers.slice(1) } }).publishers).toHaveLength(
      25,
    );
  });
  it('of production needs an address for its alarms, from cdk.json or the environment', () => {
    expect(() => readStage('production', { production: {} })).toThrow(/ALARM_EMAIL/);
    expect(
      readStage('production', { production: {} }, { ALARM_EMAIL: 'on-call@travel.example' }),
    ).toMatchObject({ alarmEmail: 'on-call@travel.example' });
    expect(() => readStage('production', { production: {} }, { ALARM_EMAIL: 'nobody' })).toThrow(
      /alarmEmail/,
    );
  });
});
