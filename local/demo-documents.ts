import type { DocumentType } from '#shared/domain/document.ts';
import { between, day, type Instant } from '#shared/domain/instant.ts';
import { formatDate, localClock, localDate } from '#shared/domain/local-time.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { Handler } from './http-server.ts';
import { plainPdf } from './plain-pdf.ts';

const createdStatus = 201;

type SampleType = Extract<DocumentType, 'insurance' | 'boarding_pass' | 'hotel_reservation'>;
interface SampleWords {
  readonly titles: Readonly<Record<SampleType, string>>;
  readonly flight: string;
  readonly departure: string;
  readonly policy: string;
  readonly stay: string;
  readonly disclaimer: string;
}

const words: Readonly<Record<Language, SampleWords>> = {
  es: {
    titles: {
      insurance: 'Seguro de viaje',
      boarding_pass: 'Tarjeta de embarque',
      hotel_reservation: 'Reserva de hotel',
    },
    flight: 'Vuelo',
    departure: 'Salida',
    policy: 'Póliza',
    stay: 'Alojamiento',
    disclaimer: 'Documento de ejemplo, sin valor.',
  },
  en: {
    titles: {
      insurance: 'Travel insurance',
      boarding_pass: 'Boarding pass',
      hotel_reservation: 'Hotel reservation',
    },
    flight: 'Flight',
    departure: 'Departure',
    policy: 'Policy',
    stay: 'Stay',
    disclaimer: 'A sample document, of no value.',
  },
  pt: {
    titles: {
      insurance: 'Seguro viagem',
      boarding_pass: 'Cartão de embarque',
      hotel_reservation: 'Reserva de hotel',
    },
    flight: 'Voo',
    departure: 'Partida',
    policy: 'Apólice',
    stay: 'Hospedagem',
    disclaimer: 'Documento de exemplo, sem valor.',
  },
};

const linesOf = (type: SampleType, trip: Trip): readonly string[] => {
  const labels = words[trip.language];
  const date = formatDate(localDate(trip.departure, trip.originZone), trip.language);
  const time = localClock(trip.departure, trip.originZone);
  return [
    trip.clientName,
    `${labels.flight} ${trip.flightNumber}, ${trip.originIata} - ${trip.destinationIata}`,
    `${labels.departure}: ${date} ${time} (${trip.originIata})`,
    ...(type === 'insurance' ? [`${labels.policy}: DEMO-${trip.flightNumber}`] : []),
    ...(type === 'hotel_reservation' ? [`${labels.stay}: ${trip.stay}`] : []),
    '',
    labels.disclaimer,
  ];
};

/** Not every trip has every document, so that a missing one can be asked for as well. */
const samplesFor = (trip: Trip, now: Instant): readonly SampleType[] => [
  'insurance',
  ...(trip.stay === null ? [] : (['hotel_reservation'] as const)),
  ...(between(now, trip.departure) < day ? (['boarding_pass'] as const) : []),
];

/** Files sample documents of the trips through the API, as their agency would. */
export const fileDemoDocuments = async (options: {
  readonly handle: Handler;
  readonly apiKey: string;
  readonly trips: readonly Trip[];
  readonly now: Instant;
}): Promise<void> => {
  const { handle, apiKey, trips, now } = options;
  for (const trip of trips)
    for (const type of samplesFor(trip, now)) {
      const title = words[trip.language].titles[type];
      const body = new FormData();
      body.set('type', type);
      body.set(
        'file',
        new File([plainPdf(title, linesOf(type, trip)).slice()], `${title}.pdf`, {
          type: 'application/pdf',
        }),
      );
      const request = new Request(`http://in-process.localhost/trips/${trip.id}/documents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}` },
        body,
      });
      const { status } = await handle(request);
      if (status !== createdStatus)
        throw new InvariantBroken(`a sample document was answered with ${status}`);
    }
};
