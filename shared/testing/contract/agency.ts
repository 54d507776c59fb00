import { AgencyHours } from '#shared/domain/agency-hours.ts';
import { anAgency } from '../builders.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

const hours = AgencyHours.parse({
  monday: [{ from: '09:00', to: '18:00' }],
  holidays: ['2027-12-25'],
});
const words = {
  name: 'Sur Viajes',
  phone: '+541155550108',
  emergencyPhone: null,
  zone: 'America/Argentina/Buenos_Aires',
  hours,
  languages: ['es', 'pt'] as ('es' | 'pt')[],
};

/** What an agency says of itself. */
export const describeAgency = (subject: () => StoreUnderTest): void => {
  describe('what an agency says of itself', () => {
    const edit = (agencyId: string, over: Partial<typeof words> = {}, revision = 1) =>
      subject().desk.editAgency({
        agencyId,
        revision,
        set: { ...words, ...over },
        now: later(minute),
      });

    it('is what it was set up with, until it is edited', async () => {
      const agency = anAgency();
      await subject().addAgency(agency);
      expect(await subject().desk.agencyProfile(agency.id)).toEqual({
        id: agency.id,
        name: agency.name,
        sender: agency.sender,
        phone: null,
        emergencyPhone: agency.emergencyPhone,
        zone: null,
        hours: null,
        languages: [],
        revision: 1,
      });
    });

    it('is edited once for each revision, and stays where it is set up again', async () => {
      const agency = anAgency();
      await subject().addAgency(agency);
      const edited = { id: agency.id, sender: agency.sender, ...words, revision: 2 };
      expect(await edit(agency.id)).toEqual({ kind: 'edited', agency: edited });
      expect(await edit(agency.id)).toEqual({ kind: 'stale' });
      expect(await edit(agency.id, {}, 2)).toEqual({ kind: 'unchanged', agency: edited });
      await subject().addAgency(agency);
      expect(await subject().desk.agencyProfile(agency.id)).toEqual(edited);
    });

    it('is known to its agents, and is no other agency’s', async () => {
      const [scene, other] = [await Scene.open(subject()), await Scene.open(subject())];
      await edit(scene.agency.id);
      const { languages: _, ...known } = words;
      const { id, sender } = scene.agency;
      expect((await scene.context()).agency).toEqual({ id, sender, ...known });
      expect((await other.context()).agency).toMatchObject({
        name: other.agency.name,
        hours: null,
      });
    });
  });
};
