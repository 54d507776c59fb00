import { PlaceInput } from '#shared/domain/place.ts';
import type { Places } from '#shared/ports/places.ts';

/** Recommendations at the demo trips' destinations; real places, so that a map finds them. */
const demoPlaces: readonly PlaceInput[] = [
  {
    name: 'Museo del Prado',
    type: 'attraction',
    city: 'Madrid',
    country: 'ES',
    address: 'C. de Ruiz de Alarcón 23',
    rating: 4.7,
    openingHours: '10–20',
    tags: ['arte'],
  },
  {
    name: 'Parque del Retiro',
    type: 'attraction',
    city: 'Madrid',
    country: 'ES',
    address: 'Plaza de la Independencia 7',
    rating: 4.8,
    tags: ['niños', 'aire libre'],
  },
  {
    name: 'Mercado de San Miguel',
    type: 'restaurant',
    city: 'Madrid',
    country: 'ES',
    address: 'Plaza de San Miguel',
    rating: 4.4,
    tags: ['tapas'],
  },
  {
    name: 'Sobrino de Botín',
    type: 'restaurant',
    city: 'Madrid',
    country: 'ES',
    address: 'C. de Cuchilleros 17',
    rating: 4.2,
    tags: ['clásico'],
  },
  {
    name: 'Tivoli',
    type: 'attraction',
    city: 'Copenhagen',
    country: 'DK',
    address: 'Vesterbrogade 3',
    rating: 4.5,
    openingHours: '11–22',
    tags: ['children', 'gardens'],
  },
  {
    name: 'Louisiana Museum of Modern Art',
    type: 'attraction',
    city: 'Humlebæk',
    country: 'DK',
    address: 'Gl. Strandvej 13',
    lat: 55.9696,
    lng: 12.5427,
    rating: 4.7,
    tags: ['art', 'sea'],
  },
  {
    name: 'Torvehallerne',
    type: 'restaurant',
    city: 'Copenhagen',
    country: 'DK',
    address: 'Frederiksborggade 21',
    rating: 4.5,
    tags: ['market'],
  },
  {
    name: 'Canal tour from Nyhavn',
    type: 'activity',
    city: 'Copenhagen',
    country: 'DK',
    address: 'Nyhavn 3',
    rating: 4.4,
    tags: ['boat'],
  },
  {
    name: 'Pão de Açúcar',
    type: 'attraction',
    city: 'Rio de Janeiro',
    country: 'BR',
    address: 'Av. Pasteur 520',
    rating: 4.8,
    tags: ['vista'],
  },
  {
    name: 'Confeitaria Colombo',
    type: 'restaurant',
    city: 'Rio de Janeiro',
    country: 'BR',
    address: 'R. Gonçalves Dias 32',
    rating: 4.5,
    tags: ['clássico'],
  },
  {
    name: 'Mercado del Puerto',
    type: 'restaurant',
    city: 'Montevideo',
    country: 'UY',
    address: 'Rambla 25 de Agosto de 1825 228',
    rating: 4.3,
    tags: ['parrilla'],
  },
  {
    name: 'Teatro Solís',
    type: 'attraction',
    city: 'Montevideo',
    country: 'UY',
    address: 'Reconquista s/n',
    rating: 4.7,
    tags: ['visita guiada'],
  },
].map((place) => PlaceInput.parse(place));

/** Adds the demo agency's places, unless it has any. */
export const provideDemoPlaces = async (places: Places, agencyId: string): Promise<void> => {
  if (await places.any(agencyId)) return;
  await places.addAll(agencyId, demoPlaces);
};
