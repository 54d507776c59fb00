// Written by `npm run docs:console` from the routes; a test compares it with them.

type Headers = { [name: string]: unknown };
type Refused = {
  headers: Headers;
  content: { 'application/problem+json': components['schemas']['Problem'] };
};

export interface paths {
  '/trips': {
    post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['NewTrip'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['TripWithWarnings'] } }; 201: { headers: Headers; content: { 'application/json': components['schemas']['TripWithWarnings'] } }; default: Refused } };
    get: { parameters: { query?: { status?: 'booked' | 'scheduled' | 'departed' | 'landed' | 'cancelled' | 'diverted' | 'withdrawn' | 'not_found'; whatsapp?: string; reference?: string; from?: string | components['schemas']['Instant']; to?: string | components['schemas']['Instant']; flight?: string; name?: string; journey?: string; group?: string; state?: 'live' | 'booked' | 'scheduled' | 'departed' | 'landed' | 'cancelled' | 'diverted' | 'withdrawn' | 'not_found'; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Trip'][]; next: string | null } } }; default: Refused } };
  };
  '/trips/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Trip'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['TripEdit']; 'application/merge-patch+json': components['schemas']['TripEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['TripWithWarnings'] } }; default: Refused } };
    delete: { parameters: { query?: { notify?: 'true' | 'false' }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Trip'] } }; default: Refused } };
  };
  '/trips/{id}/timeline': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['TimelineEntry'][] } } }; default: Refused } };
  };
  '/trips/{id}/messages': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Message'][] } } }; default: Refused } };
  };
  '/trips/{id}/passengers/{passengerId}': {
    patch: { parameters: { query?: never; header?: never; path: { id: string; passengerId: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PassengerMove']; 'application/merge-patch+json': components['schemas']['PassengerMove'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['TripWithWarnings'] } }; default: Refused } };
    delete: { parameters: { query?: { notify?: 'true' | 'false' }; header?: never; path: { id: string; passengerId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Trip'] } }; default: Refused } };
  };
  '/journeys': {
    post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['NewJourney'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; 201: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
    get: { parameters: { query?: { reference?: string; group?: string; state?: 'live' | 'withdrawn'; from?: string | components['schemas']['Instant']; to?: string | components['schemas']['Instant']; name?: string; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['JourneySummary'][]; next: string | null } } }; default: Refused } };
  };
  '/journeys/{id}': {
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['JourneyEdit']; 'application/merge-patch+json': components['schemas']['JourneyEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Journey'] } }; default: Refused } };
    delete: { parameters: { query?: { notify?: 'true' | 'false' }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Journey'] } }; default: Refused } };
  };
  '/journeys/{id}/messages': {
    get: { parameters: { query?: { cursor?: string; limit?: number }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['JourneyMessage'][]; next: string | null } } }; default: Refused } };
  };
  '/journeys/{id}/stays': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Stay'][] } } }; default: Refused } };
  };
  '/journeys/{id}/stays/{n}/plan': {
    get: { parameters: { query?: never; header?: never; path: { id: string; n: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['StayPlan'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string; n: number }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['StayPlan'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['StayPlan'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string; n: number }; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/journeys/{id}/stays/{n}/plan.pdf': {
    get: { parameters: { query?: never; header?: never; path: { id: string; n: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/pdf': string } }; default: Refused } };
  };
  '/i/preview.png': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'image/png': string } }; default: Refused } };
  };
  '/i/{token}': {
    get: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'text/html': string } }; default: Refused } };
  };
  '/i/{token}/calendar.ics': {
    get: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'text/calendar': string } }; default: Refused } };
  };
  '/i/{token}/plan.pdf': {
    get: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/pdf': string } }; default: Refused } };
  };
  '/journeys/{id}/legs': {
    post: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['LegAddition'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
  };
  '/journeys/{id}/legs/{leg}': {
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string; leg: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['LegEdit']; 'application/merge-patch+json': components['schemas']['LegEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
    delete: { parameters: { query?: { notify?: 'true' | 'false' }; header?: { 'If-Match'?: string }; path: { id: string; leg: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
  };
  '/journeys/{id}/passengers': {
    post: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PassengerAddition'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
  };
  '/journeys/{id}/passengers/{passengerId}': {
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string; passengerId: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PassengerEdit']; 'application/merge-patch+json': components['schemas']['PassengerEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['JourneyWithWarnings'] } }; default: Refused } };
  };
  '/contacts': {
    get: { parameters: { query?: { phone?: string; name?: string; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Contact'][]; next: string | null } } }; default: Refused } };
  };
  '/contacts/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ContactDetails'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ContactEdit']; 'application/merge-patch+json': components['schemas']['ContactEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ContactWithWarnings'] } }; default: Refused } };
  };
  '/contacts/{id}/test-message': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: Headers; content: { 'application/json': { contactId: string } } }; default: Refused } };
  };
  '/contacts/{id}/export': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/zip': string } }; default: Refused } };
  };
  '/contacts/{id}/erase': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['Erasure'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ErasureReport'] } }; default: Refused } };
  };
  '/groups': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Group'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['GroupInput'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Group'] } }; default: Refused } };
  };
  '/groups/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['GroupDetails'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['GroupEdit']; 'application/merge-patch+json': components['schemas']['GroupEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Group'] } }; default: Refused } };
  };
  '/groups/{id}/passengers': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['GroupPassenger'][] } } }; default: Refused } };
  };
  '/groups/{id}/flights/{key}': {
    get: { parameters: { query?: never; header?: never; path: { id: string; key: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Flight'] } }; default: Refused } };
  };
  '/flights': {
    get: { parameters: { query?: { from?: components['schemas']['Instant']; to?: components['schemas']['Instant']; group?: string; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['BoardFlight'][]; next: string | null } } }; default: Refused } };
  };
  '/flights/{key}': {
    get: { parameters: { query?: never; header?: never; path: { key: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Flight'] } }; default: Refused } };
  };
  '/trips/{id}/itineraries': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Itinerary'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: Headers; content: { 'application/json': { requestId: string } } }; default: Refused } };
  };
  '/trips/{id}/itineraries/{version}': {
    get: { parameters: { query?: never; header?: never; path: { id: string; version: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Itinerary'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: never; path: { id: string; version: number }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ItineraryApproval']; 'application/merge-patch+json': components['schemas']['ItineraryApproval'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Itinerary'] } }; default: Refused } };
  };
  '/trips/{id}/itineraries/{version}/link': {
    post: { parameters: { query?: never; header?: never; path: { id: string; version: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ItineraryLink'] } }; default: Refused } };
  };
  '/places': {
    get: { parameters: { query?: { city?: string; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Place'][]; next: string | null } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PlaceInput'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Place'] } }; default: Refused } };
  };
  '/places/import': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'text/csv': string; 'application/csv': string; 'text/plain': string } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['PlacesImported'] } }; default: Refused } };
  };
  '/places/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Place'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PlaceInput'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Place'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/knowledge': {
    get: { parameters: { query?: { cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['KnowledgeEntry'][]; next: string | null } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['KnowledgeInput'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['KnowledgeEntry'] } }; default: Refused } };
  };
  '/knowledge/import': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'text/csv': string; 'application/csv': string; 'text/plain': string } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['KnowledgeImported'] } }; default: Refused } };
  };
  '/knowledge/export': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'text/csv': string } }; default: Refused } };
  };
  '/knowledge/search': {
    get: { parameters: { query?: { text?: string; language?: 'es' | 'en' | 'pt'; airline?: string; destination?: string; hotel?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['FoundKnowledge'][] } } }; default: Refused } };
  };
  '/knowledge/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['KnowledgeEntry'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['KnowledgeInput'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['KnowledgeEntry'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/trips/{id}/documents': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'multipart/form-data': { file: string; type: 'boarding_pass' | 'hotel_reservation' | 'insurance' | 'transfer' | 'car_rental' | 'tour_reservation' | 'other'; uploadedBy?: string; passengerId?: string; replaces?: string } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Document'] } }; default: Refused } };
    get: { parameters: { query?: { passengerId?: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Document'][] } } }; default: Refused } };
  };
  '/documents/{id}': {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/documents/{token}/{name}': {
    get: { parameters: { query?: never; header?: never; path: { token: string; name: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/octet-stream': string } }; default: Refused } };
  };
  '/trips/{id}/uploads': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Upload'] } }; default: Refused } };
  };
  '/trips/{id}/uploads/{uploadId}/complete': {
    post: { parameters: { query?: never; header?: never; path: { id: string; uploadId: string }; cookie?: never }; requestBody: { content: { 'application/json': { type: 'boarding_pass' | 'hotel_reservation' | 'insurance' | 'transfer' | 'car_rental' | 'tour_reservation' | 'other'; fileName: string; passengerId?: string; uploadedBy?: string; replaces?: string } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Document'] } }; default: Refused } };
  };
  '/uploads/{token}': {
    put: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody: { content: { 'application/octet-stream': string } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/conversations': {
    get: { parameters: { query?: { phone?: string; box?: 'waiting' | 'mine' | 'assistant'; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Conversation'][]; next: string | null } } }; default: Refused } };
  };
  '/conversations/{id}': {
    get: { parameters: { query?: { limit?: number }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ConversationWithMessages'] } }; default: Refused } };
  };
  '/conversations/{id}/takeover': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ConversationMove'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Conversation'] } }; default: Refused } };
  };
  '/conversations/{id}/give-back': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ConversationMove'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Conversation'] } }; default: Refused } };
  };
  '/conversations/{id}/messages': {
    post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['WrittenMessage'] } }; responses: { 202: { headers: Headers; content: { 'application/json': components['schemas']['Conversation'] } }; default: Refused } };
  };
  '/conversations/{id}/notes': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['WrittenNote'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['ConversationMessage'] } }; default: Refused } };
  };
  '/messages/preview': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { to: { contactIds?: string[]; journeyId?: string; flightKey?: components['schemas']['FlightKey']; group?: string; filter?: { from: components['schemas']['Instant']; to: components['schemas']['Instant']; originIata?: string; destinationIata?: string } }; text?: string; texts?: { [name: string]: string } } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['NoticePreview'] } }; default: Refused } };
  };
  '/messages': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { previewId: string; confirm: true; confirmCount?: number } } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Notice'] } }; 202: { headers: Headers; content: { 'application/json': components['schemas']['Notice'] } }; default: Refused } };
  };
  '/messages/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Notice'] } }; default: Refused } };
  };
  '/messages/{id}/stop': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Notice'] } }; default: Refused } };
  };
  '/imports': {
    post: { parameters: { query?: { fileName?: string }; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['NewImport']; 'text/csv': components['schemas']['NewImport']; 'application/csv': components['schemas']['NewImport']; 'text/plain': components['schemas']['NewImport']; 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': components['schemas']['NewImport'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; 202: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; default: Refused } };
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Import'][] } } }; default: Refused } };
  };
  '/imports/uploads': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; url: string; expiresAt: components['schemas']['Instant']; maxBytes: number } } }; default: Refused } };
  };
  '/imports/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ImportCorrection']; 'application/merge-patch+json': components['schemas']['ImportCorrection'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; 202: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; default: Refused } };
  };
  '/imports/{id}/journeys': {
    get: { parameters: { query?: { verdict?: 'new' | 'same' | 'changed' | 'refused'; state?: 'waiting' | 'begun' | 'applied' | 'failed' | 'undone' | 'kept'; cursor?: string; limit?: number }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['ImportedJourney'][]; next: string | null } } }; default: Refused } };
  };
  '/imports/{id}/apply': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ImportApplication'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; 202: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; default: Refused } };
  };
  '/imports/{id}/undo': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; 202: { headers: Headers; content: { 'application/json': components['schemas']['Import'] } }; default: Refused } };
  };
  '/incidents': {
    get: { parameters: { query?: { state?: 'open' | 'done'; kind?: 'flight' | 'journey' | 'conversation' | 'agency'; severity?: 'urgent' | 'normal'; owner?: string | 'me'; snoozed?: 'true' | 'false'; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Incident'][]; next: string | null } } }; default: Refused } };
  };
  '/incidents/{id}': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['WholeIncident'] } }; default: Refused } };
  };
  '/incidents/{id}/moves': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['IncidentMove'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Incident'] } }; default: Refused } };
  };
  '/incidents/moves': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { ids: string[]; move: components['schemas']['IncidentMove'] } } }; responses: { 200: { headers: Headers; content: { 'application/json': { items: ({ id: string; outcome: 'moved' | 'taken' | 'closed' | 'not-found'; incident: components['schemas']['Incident'] | null })[] } } }; default: Refused } };
  };
  '/changes': {
    get: { parameters: { query?: { after?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ChangesSince'] } }; default: Refused } };
  };
  '/duty': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Duty'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: { 'If-Match'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['DutyRoster'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Duty'] } }; default: Refused } };
  };
  '/duty/now': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['DutyNow'] } }; default: Refused } };
  };
  '/members/{id}/reach': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Reach'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ReachInput'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Reach'] } }; default: Refused } };
  };
  '/explain': {
    get: { parameters: { query?: { contact?: string; trip?: string; subject?: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Explanation'] } }; default: Refused } };
  };
  '/tasks': {
    get: { parameters: { query?: { state?: 'open' | 'claimed' | 'done'; tripId?: string; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Task'][]; next: string | null } } }; default: Refused } };
  };
  '/tasks/{id}': {
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['TaskMove']; 'application/merge-patch+json': components['schemas']['TaskMove'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Task'] } }; default: Refused } };
  };
  '/tasks/{id}/confirm': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['Confirmation'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['TripWithWarnings'] } }; default: Refused } };
  };
  '/reports/delivery': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ day: string; type: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call'; sent: number; delivered: number; read: number; failed: number; unsent: number })[] } } }; default: Refused } };
  };
  '/reports/news': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ type: ('reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call') | null; messages: number; delivered: number; held: number; p50Seconds: number | null; p90Seconds: number | null })[] } } }; default: Refused } };
  };
  '/reports/answers': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ by: ('assistant' | 'person' | 'nobody') | null; questions: number; p50Seconds: number | null; p90Seconds: number | null })[] } } }; default: Refused } };
  };
  '/reports/handoffs': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ reason: string | null; handoffs: number; urgent: number; open: number; claimedP50Seconds: number | null })[] } } }; default: Refused } };
  };
  '/reports/wakings': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ type: ('reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call') | null; messages: number; people: number })[] } } }; default: Refused } };
  };
  '/reports/incidents': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ carrier: string | null; incidents: number; urgent: number; people: number; unreached: number; claimedP50Seconds: number | null; doneP50Seconds: number | null })[] } } }; default: Refused } };
  };
  '/reports/cost': {
    get: { parameters: { query?: { from?: string; to?: string; format?: 'json' | 'csv' }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { from: string; to: string; zone: string; items: ({ category: 'template' | 'reply' | 'model'; purpose: string | null; count: number; usd: number })[] } } }; default: Refused } };
  };
  '/agency': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['AgencyNow'] } }; default: Refused } };
    patch: { parameters: { query?: never; header?: { 'If-Match'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['AgencyEdit']; 'application/merge-patch+json': components['schemas']['AgencyEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['AgencyNow'] } }; default: Refused } };
  };
  '/agency/sending': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['AgencySending'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': ({ state: 'live'; reason?: string | null }) | ({ state: 'paused'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'shadow'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'test'; reason: string; until?: components['schemas']['Instant'] | null; phones: string[] }) } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
  };
  '/agency/sending/types/{type}': {
    get: { parameters: { query?: never; header?: never; path: { type: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call' }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { type: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call' }; cookie?: never }; requestBody: { content: { 'application/json': ({ state: 'live'; reason?: string | null }) | ({ state: 'paused'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'shadow'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'test'; reason: string; until?: components['schemas']['Instant'] | null; phones: string[] }) } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
  };
  '/journeys/{id}/sending': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': ({ state: 'live'; reason?: string | null }) | ({ state: 'paused'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'shadow'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'test'; reason: string; until?: components['schemas']['Instant'] | null; phones: string[] }) } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
  };
  '/contacts/{id}/sending': {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': ({ state: 'live'; reason?: string | null }) | ({ state: 'paused'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'shadow'; reason: string; until?: components['schemas']['Instant'] | null }) | ({ state: 'test'; reason: string; until?: components['schemas']['Instant'] | null; phones: string[] }) } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
  };
  '/reports/shadow': {
    get: { parameters: { query?: { from?: components['schemas']['Instant']; to?: components['schemas']['Instant']; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['ShadowMessage'][]; next: string | null } } }; default: Refused } };
  };
  '/settings/history': {
    get: { parameters: { query?: { key?: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences'; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['SettingChange'][]; next: string | null } } }; default: Refused } };
  };
  '/settings/{key}/undo': {
    post: { parameters: { query?: never; header?: never; path: { key: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences' }; cookie?: never }; requestBody: { content: { 'application/json': { change: number } } }; responses: { 200: { headers: Headers; content: { 'application/json': { key: string; stored: { [name: string]: unknown }; change: components['schemas']['SettingChange'] } } }; default: Refused } };
  };
  '/settings/preview': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SettingPreviewRequest'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['SettingPreview'] } }; default: Refused } };
  };
  '/settings': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { effective: components['schemas']['Settings']; stored: { [name: string]: unknown }; placesMissing: ({ city: string; country: string | null; since: components['schemas']['Instant'] })[] } } }; default: Refused } };
  };
  '/settings/fields': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['SettingField'][] } } }; default: Refused } };
  };
  '/settings/{key}': {
    get: { parameters: { query?: never; header?: never; path: { key: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences' }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { key: string; effective: { [name: string]: unknown }; stored: { [name: string]: unknown } } } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path: { key: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences' }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SettingValues'] } }; responses: { 200: { headers: Headers; content: { 'application/json': { key: string; effective: { [name: string]: unknown }; stored: { [name: string]: unknown } } } }; default: Refused } };
    patch: { parameters: { query?: never; header?: never; path: { key: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences' }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SettingValues']; 'application/merge-patch+json': components['schemas']['SettingValues'] } }; responses: { 200: { headers: Headers; content: { 'application/json': { key: string; effective: { [name: string]: unknown }; stored: { [name: string]: unknown } } } }; default: Refused } };
  };
  '/templates': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Template'][] } } }; default: Refused } };
  };
  '/audit': {
    get: { parameters: { query?: { objectKind?: string; objectId?: string; actor?: string; action?: string; from?: components['schemas']['Instant']; to?: components['schemas']['Instant']; cursor?: string; limit?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['AuditEntry'][]; next: string | null } } }; default: Refused } };
  };
  '/session': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SignIn'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Membership'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/session/agency': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { agencyId: string } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Membership'] } }; default: Refused } };
  };
  '/me': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Me'] } }; default: Refused } };
  };
  '/members': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Member'][] } } }; default: Refused } };
  };
  '/members/{id}': {
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['MemberEdit']; 'application/merge-patch+json': components['schemas']['MemberEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Member'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Member'] } }; default: Refused } };
  };
  '/invitations': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Invitation'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['InvitationInput'] } }; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; name: string; email: string; role: 'owner' | 'agent' | 'duty' | 'limited'; groups: string[]; sees: 'all' | 'own'; invitedBy: string | null; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant']; acceptedAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; token: string; signIn: string | null; link: string; mail: 'sent' | 'refused' | 'failed' | 'none' } } }; default: Refused } };
  };
  '/invitations/{id}': {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Invitation'] } }; default: Refused } };
  };
  '/invitations/look': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { invitation: string } } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['InvitationSeen'] } }; default: Refused } };
  };
  '/invitations/accept': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { invitation: string; token: string } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Member'] } }; default: Refused } };
  };
  '/keys': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['ApiKey'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; expiresAt?: components['schemas']['Instant'] | null } } }; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; lastUsedAt: components['schemas']['Instant'] | null; key: string } } }; default: Refused } };
  };
  '/keys/{id}/rotate': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': { graceHours?: number; expiresAt?: components['schemas']['Instant'] | null } } }; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; lastUsedAt: components['schemas']['Instant'] | null; key: string } } }; default: Refused } };
  };
  '/keys/{id}': {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ApiKey'] } }; default: Refused } };
  };
  '/webhooks': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Webhook'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['WebhookInput'] } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['NewWebhook'] } }; default: Refused } };
  };
  '/webhooks/{id}': {
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['WebhookEdit']; 'application/merge-patch+json': components['schemas']['WebhookEdit'] } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Webhook'] } }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/webhooks/{id}/rotate': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': { graceHours?: number } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['NewWebhook'] } }; default: Refused } };
  };
  '/webhooks/{id}/test': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: Headers; content: { 'application/json': components['schemas']['WebhookDelivery'] } }; default: Refused } };
  };
  '/webhooks/{id}/deliveries': {
    get: { parameters: { query?: { cursor?: string; limit?: number }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['WebhookDelivery'][]; next: string | null } } }; default: Refused } };
  };
  '/webhooks/{id}/deliveries/{deliveryId}/resend': {
    post: { parameters: { query?: never; header?: never; path: { id: string; deliveryId: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: Headers; content: { 'application/json': components['schemas']['WebhookDelivery'] } }; default: Refused } };
  };
  '/push/key': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { key: string } } }; default: Refused } };
  };
  '/push/subscriptions': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['PushSubscription'] } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { endpoint: string } } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/push/test': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { outcome: 'sent' | 'nowhere' } } }; default: Refused } };
  };
  '/operator/agencies': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': { items: components['schemas']['Account'][] } } }; default: Refused } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { name: string; sender: string; emergencyPhone?: string | null } } }; responses: { 201: { headers: Headers; content: { 'application/json': components['schemas']['Account'] } }; default: Refused } };
  };
  '/operator/agencies/{id}': {
    patch: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': { sender?: string; suspendedBecause?: string | null; limits?: { tripsPerDay?: number | null; flightsPerDay?: number | null; storageMb?: number | null } } } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Account'] } }; default: Refused } };
  };
  '/operator/agencies/{id}/keys': {
    post: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { 'application/json': { name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; expiresAt?: components['schemas']['Instant'] | null } } }; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; lastUsedAt: components['schemas']['Instant'] | null; key: string } } }; default: Refused } };
  };
  '/operator/agencies/{id}/keys/{keyId}/rotate': {
    post: { parameters: { query?: never; header?: never; path: { id: string; keyId: string }; cookie?: never }; requestBody: { content: { 'application/json': { graceHours?: number; expiresAt?: components['schemas']['Instant'] | null } } }; responses: { 201: { headers: Headers; content: { 'application/json': { id: string; name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; lastUsedAt: components['schemas']['Instant'] | null; key: string } } }; default: Refused } };
  };
  '/operator/agencies/{id}/keys/{keyId}': {
    delete: { parameters: { query?: never; header?: never; path: { id: string; keyId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['ApiKey'] } }; default: Refused } };
  };
  '/operator/sending': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': ({ state: 'live'; reason?: string | null }) | ({ state: 'paused'; reason: string; until?: components['schemas']['Instant'] | null }) } }; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['Sending'] } }; default: Refused } };
  };
  '/operator/session': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['OperatorSignIn'] } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/operator/state': {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: Headers; content: { 'application/json': components['schemas']['OperatorState'] } }; default: Refused } };
  };
  '/operator/quarantine/put-back': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/json': { agent: string } } }; responses: { 200: { headers: Headers; content: { 'application/json': { putBack: number } } }; default: Refused } };
  };
  '/webhooks/twilio': {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/x-www-form-urlencoded': { [name: string]: unknown } } }; responses: { 200: { headers: Headers; content: { 'text/xml': string } }; default: Refused } };
  };
  '/webhooks/twilio/status/{messageId}': {
    post: { parameters: { query?: never; header?: never; path: { messageId: string }; cookie?: never }; requestBody: { content: { 'application/x-www-form-urlencoded': { [name: string]: unknown } } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/webhooks/twilio/status': {
    post: { parameters: { query?: { id?: string }; header?: never; path?: never; cookie?: never }; requestBody: { content: { 'application/x-www-form-urlencoded': { [name: string]: unknown } } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
  '/webhooks/twilio/calls/{callId}': {
    post: { parameters: { query?: { language?: 'es' | 'es-AR' | 'en' | 'pt' }; header?: never; path: { callId: string }; cookie?: never }; requestBody: { content: { 'application/x-www-form-urlencoded': { [name: string]: unknown } } }; responses: { 200: { headers: Headers; content: { 'text/xml': string } }; default: Refused } };
  };
  '/webhooks/aeroapi/{token}': {
    post: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody: { content: { 'application/json': { [name: string]: unknown } } }; responses: { 204: { headers: Headers; content?: never }; default: Refused } };
  };
}

export interface components {
  schemas: {
    Account: { id: string; name: string; sender: string; emergencyPhone: string | null; createdAt: components['schemas']['Instant']; suspendedAt: components['schemas']['Instant'] | null; suspendedBecause: string | null; limits: { tripsPerDay: number | null; flightsPerDay: number | null; storageMb: number | null }; keys: components['schemas']['ApiKey'][] };
    AgencyEdit: { name?: string; phone?: string | null; emergencyPhone?: string | null; zone?: string | null; hours?: ({ monday?: { from: string; to: string }[] | null; tuesday?: { from: string; to: string }[] | null; wednesday?: { from: string; to: string }[] | null; thursday?: { from: string; to: string }[] | null; friday?: { from: string; to: string }[] | null; saturday?: { from: string; to: string }[] | null; sunday?: { from: string; to: string }[] | null; holidays?: string[] | null }) | null; languages?: ('es' | 'en' | 'pt')[] };
    AgencyHours: { monday?: { from: string; to: string }[]; tuesday?: { from: string; to: string }[]; wednesday?: { from: string; to: string }[]; thursday?: { from: string; to: string }[]; friday?: { from: string; to: string }[]; saturday?: { from: string; to: string }[]; sunday?: { from: string; to: string }[]; holidays?: string[] };
    AgencyNow: { id: string; name: string; sender: string; phone: string | null; emergencyPhone: string | null; zone: string | null; hours: components['schemas']['AgencyHours'] | null; languages: ('es' | 'en' | 'pt')[]; revision: number; isOpen: boolean | null; sending: components['schemas']['Sending']; opensAt: components['schemas']['Instant'] | null };
    AgencySending: { state: 'live' | 'test' | 'shadow' | 'paused'; decidedBy: ({ state: 'live' | 'test' | 'shadow' | 'paused'; until: components['schemas']['Instant'] | null; reason: string | null; phones: string[]; by: string | null; since: components['schemas']['Instant']; scope: 'platform' | 'agency' | 'journey' | 'contact' | 'type'; subject: string | null }) | null; set: ({ state: 'live' | 'test' | 'shadow' | 'paused'; until: components['schemas']['Instant'] | null; reason: string | null; phones: string[]; by: string | null; since: components['schemas']['Instant']; scope: 'platform' | 'agency' | 'journey' | 'contact' | 'type'; subject: string | null }) | null; brakes: ({ state: 'live' | 'test' | 'shadow' | 'paused'; until: components['schemas']['Instant'] | null; reason: string | null; phones: string[]; by: string | null; since: components['schemas']['Instant']; scope: 'platform' | 'agency' | 'journey' | 'contact' | 'type'; subject: string | null })[]; held: number };
    ApiKey: { id: string; name: string; scopes: ('book' | 'read' | 'care' | 'admin')[]; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null; lastUsedAt: components['schemas']['Instant'] | null };
    AuditEntry: { id: number; at: components['schemas']['Instant']; actorKind: 'key' | 'member' | 'operator' | 'link' | 'bus'; actorId: string | null; actorName: string | null; action: string; objectKind: string; objectId: string; changes: { [name: string]: 'changed' | { before: unknown; after: unknown } }; requestId: string };
    BoardFlight: { flightKey: components['schemas']['FlightKey']; flightNumber: string; originIata: string; destinationIata: string; departure: components['schemas']['Instant']; facts: components['schemas']['FlightFacts'] | null; isLost: boolean; people: number; passengers: number; minors: number; names: string[]; groups: string[]; failed: number; toCall: number; missingDocuments: number; incident: ({ id: string; severity: 'urgent' | 'normal'; owner: ({ id: string | null; name: string }) | null }) | null; band: 'in_air' | 'next_hours' | 'today' | 'next_days' | 'later' | 'over'; local: { departure: string; bestDeparture: string | null; arrival: string | null }; last: ({ type: string; state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'dropped'; at: components['schemas']['Instant'] }) | null; connection: ({ status: 'possible' | 'at_risk' | 'missed'; marginMinutes: number; minimumMinutes: number; tripId: string }) | null };
    ChangesSince: { changes: ({ topic: 'incident' | 'task' | 'conversation' | 'journey' | 'contact' | 'group' | 'member' | 'settings'; id: string })[]; cursor: string; reset: boolean };
    Confirmation: { notify?: boolean; by?: string };
    Contact: { id: string; name: string; callName: string; phone: string | null; email: string | null; language: 'es' | 'en' | 'pt'; revision: number };
    ContactDetails: { id: string; name: string; callName: string; phone: string | null; email: string | null; language: 'es' | 'en' | 'pt'; revision: number; reach: 'unknown' | 'delivered' | 'not_on_whatsapp' | 'opted_out' | 'no_number'; reachability: components['schemas']['Reachability']; consent: ({ how: 'attested' | 'explicit'; at: components['schemas']['Instant']; by: string; recordedBy?: string }) | null };
    ContactEdit: { name?: string; callName?: string; phone?: string | null; email?: string | null; language?: 'es' | 'en' | 'pt'; consent?: { how: 'attested' | 'explicit'; at?: components['schemas']['Instant']; by?: string }; notify?: boolean };
    ContactInput: { name: string; callName?: string; phone: string | null; email?: string; language?: 'es' | 'en' | 'pt'; role?: 'traveller' | 'guardian' | 'follower' | 'guide'; passengers?: (string | number)[]; consent?: { how: 'attested' | 'explicit'; at?: components['schemas']['Instant']; by?: string } };
    ContactWithWarnings: { id: string; name: string; callName: string; phone: string | null; email: string | null; language: 'es' | 'en' | 'pt'; revision: number; warnings: { pointer: string; code: string; message: string }[] };
    Conversation: { id: string; sender: string; phone: string; lastInboundAt: components['schemas']['Instant'] | null; takenOverUntil: components['schemas']['Instant'] | null; takenOverBy: string | null; takenOverSince: components['schemas']['Instant'] | null; optedOut: boolean; tripIds: string[]; names: string[]; lastWords: string | null; freeTextUntil: components['schemas']['Instant'] | null; longestText: number; openTask: ({ id: string; reason: string; severity: 'urgent' | 'normal'; state: 'open' | 'claimed' | 'done'; openedAt: components['schemas']['Instant'] }) | null };
    ConversationMessage: { id: string; direction: 'in' | 'out' | 'note'; kind: 'text' | 'template' | 'media' | 'location' | 'note'; author: { kind: 'traveller' | 'assistant' | 'person' | 'system'; name: string | null }; type: ('reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call') | null; text: string; at: components['schemas']['Instant']; media: ({ contentType: string | null; url: string | null })[]; delivery: ({ status: 'PENDING' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'DROPPED'; providerStatus: string | null; errorCode: string | null }) | null };
    ConversationMove: { by?: string; steal?: boolean };
    ConversationWithMessages: { id: string; sender: string; phone: string; lastInboundAt: components['schemas']['Instant'] | null; takenOverUntil: components['schemas']['Instant'] | null; takenOverBy: string | null; takenOverSince: components['schemas']['Instant'] | null; optedOut: boolean; tripIds: string[]; names: string[]; lastWords: string | null; freeTextUntil: components['schemas']['Instant'] | null; longestText: number; openTask: ({ id: string; reason: string; severity: 'urgent' | 'normal'; state: 'open' | 'claimed' | 'done'; openedAt: components['schemas']['Instant'] }) | null; messages: components['schemas']['ConversationMessage'][] };
    Document: { id: string; tripId: string; type: 'boarding_pass' | 'hotel_reservation' | 'insurance' | 'transfer' | 'car_rental' | 'tour_reservation' | 'other'; fileName: string | null; contentType: string; bytes: number; uploadedBy: string; uploadedByType: 'agency_agent' | 'system' | 'client' | 'api_integration'; uploadedAt: components['schemas']['Instant']; passengerId: string | null; url: string; expiresAt: components['schemas']['Instant'] };
    Duty: { zone: string | null; roster: components['schemas']['DutyRoster'] | null; holes: ({ day: ('sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday') | string; from: string; to: string })[]; revision: number; updatedAt: components['schemas']['Instant'] | null; updatedBy: string | null };
    DutyNow: { at: components['schemas']['Instant']; first: { id: string; name: string; byWhatsApp: boolean } | null; second: { id: string; name: string; byWhatsApp: boolean } | null; owners: { id: string; name: string; byWhatsApp: boolean }[]; isHole: boolean; until: components['schemas']['Instant'] | null; untold: components['schemas']['Incident'][] };
    DutyRoster: { monday?: ({ from: string; to: string; first: string; second?: string | null })[]; tuesday?: ({ from: string; to: string; first: string; second?: string | null })[]; wednesday?: ({ from: string; to: string; first: string; second?: string | null })[]; thursday?: ({ from: string; to: string; first: string; second?: string | null })[]; friday?: ({ from: string; to: string; first: string; second?: string | null })[]; saturday?: ({ from: string; to: string; first: string; second?: string | null })[]; sunday?: ({ from: string; to: string; first: string; second?: string | null })[]; holidays?: ({ date: string; shifts?: ({ from: string; to: string; first: string; second?: string | null })[] })[] };
    Erasure: { dryRun?: boolean; withdraw?: boolean };
    ErasureReport: { erased: boolean; counts: { [name: string]: number }; withdrawn: string[]; shared: string[] };
    Explained: { at: components['schemas']['Instant']; localAt: string; tripId: string; kind: 'message' | 'silence' | 'call'; subject: ('reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call') | 'conversation'; gate: string | null; state: ('waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'dropped') | null; messageId: string | null; code: string | null; rule: ('below_threshold' | 'connection_missed' | 'departed_before_told' | 'flight_cancelled' | 'flight_departed' | 'fresh_look' | 'next_leg_boarding' | 'no_longer_true' | 'overtaken' | 'pause_after_delay' | 'quiet_hours' | 'stale' | 'time_is_past' | 'told_with_connection' | 'too_late' | 'first_gate' | 'gate_outside_window' | 'gate_not_told' | 'group_is_told_first' | 'no_consent' | 'no_number' | 'nobody_was_told' | 'not_for_role' | 'number_corrected' | 'opted_out' | 'trip_edited' | 'trip_withdrawn' | 'agency_suspended' | 'expired' | 'given_up' | 'needs_redecision' | 'refused' | 'sending_live' | 'sending_resumed' | 'shadow' | 'stopped' | 'test_failed' | 'sending_paused' | 'sending_shadow' | 'sending_test' | 'incident_taken' | 'nobody_on_duty' | 'nothing_to_say' | 'waits_for_digest' | 'answer_refused' | 'answered_meanwhile' | 'conversation_gone' | 'document_gone' | 'later_word_heard' | 'media_fetched_first' | 'model_asked' | 'needs_no_answer' | 'newer_question' | 'no_trip' | 'only_for_travellers' | 'question_gone' | 'rest_of_question' | 'taken_over' | 'withdrawn') | null; until: components['schemas']['Instant'] | null; words: components['schemas']['Words'] };
    ExplainedLeg: { tripId: string; journeyId: string; role: 'traveller' | 'guardian' | 'follower' | 'guide'; flightNumber: string; flightKey: components['schemas']['FlightKey']; originIata: string; destinationIata: string; departure: components['schemas']['Instant'] };
    Explanation: { contactId: string; legs: components['schemas']['ExplainedLeg'][]; items: components['schemas']['Explained'][] };
    Flight: { flightKey: components['schemas']['FlightKey']; flightNumber: string; originIata: string; destinationIata: string; departure: components['schemas']['Instant']; facts: components['schemas']['FlightFacts'] | null; nextCheckAt: components['schemas']['Instant'] | null; local: components['schemas']['LocalFlightTimes']; totals: { people: number; told: number; called: number; delivered: number; read: number; waiting: number; failed: number; toCall: number; notTold: number }; people: components['schemas']['PersonOnFlight'][] };
    FlightFacts: { version: number; observedAt: components['schemas']['Instant']; source: 'look' | 'push'; phase: 'scheduled' | 'departed' | 'landed' | 'cancelled' | 'diverted'; faFlightId: string | null; scheduledDeparture: components['schemas']['Instant']; departure: components['schemas']['Instant']; departureSince: components['schemas']['Instant']; arrival: components['schemas']['Instant'] | null; scheduledArrival?: components['schemas']['Instant'] | null; isOff?: boolean; landedAt: components['schemas']['Instant'] | null; gate: string | null; terminal: string | null; belt: string | null; origin: { iata: string | null; zone: string; city: string | null; name: string | null }; destination: { iata: string | null; zone: string; city: string | null; name: string | null }; divertedTo: ({ iata: string | null; zone: string; city: string | null; name: string | null }) | null };
    FlightKey: string;
    FoundKnowledge: { entry: components['schemas']['KnowledgeEntry']; score: number; answers: boolean; answer: { language: 'es' | 'en' | 'pt'; text: string } };
    Group: { id: string; name: string; leaderId: string | null; journeys: number };
    GroupDetails: { id: string; name: string; leaderId: string | null; journeys: number; flights: components['schemas']['GroupFlight'][]; guides: { contactId: string; name: string }[] };
    GroupEdit: { name?: string; leaderId?: string | null };
    GroupFlight: { flightKey: components['schemas']['FlightKey']; flightNumber: string; originIata: string; destinationIata: string; departure: components['schemas']['Instant']; facts: components['schemas']['FlightFacts'] | null; nextCheckAt: components['schemas']['Instant'] | null; local: components['schemas']['LocalFlightTimes']; totals: { people: number; told: number; called: number; delivered: number; read: number; waiting: number; failed: number; toCall: number; notTold: number }; missingDocuments: number };
    GroupInput: { name: string; leaderId?: string | null };
    GroupPassenger: { id: string; name: string; kind: 'adult' | 'child' | 'infant'; reference: string | null; contacts: ({ name: string; phone: string | null })[]; flights: { flightNumber: string; originIata: string; destinationIata: string; localDeparture: string }[] };
    Import: { id: string; state: 'reading' | 'ready' | 'applying' | 'applied' | 'undoing' | 'undone'; file: ({ fileName: string | null; columns: ({ name: string; field: string | null; samples: string[] })[]; missing: string[]; dateOrder: ('dmy' | 'mdy') | null; asksDateOrder: boolean }) | null; rowCount: number; rowsRead: number; journeyCount: number; journeys: { [name: string]: number }; rows: { [name: string]: number }; applied: { [name: string]: number }; wouldSend: { none: number; new: number; all: number; welcomeByLanguage: { [name: string]: number }; changesByLanguage: { [name: string]: number }; toCall: number }; welcome: ('none' | 'new' | 'all') | null; spreadDays: number; insertedAt: components['schemas']['Instant']; by: string; appliedAt: components['schemas']['Instant'] | null; undoUntil: components['schemas']['Instant'] | null; endsAt: components['schemas']['Instant'] };
    ImportApplication: { welcome: 'none' | 'new' | 'all'; spreadDays?: number };
    ImportCorrection: { mapping?: (('reference' | 'passenger' | 'firstName' | 'lastName' | 'kind' | 'phone' | 'email' | 'language' | 'airline' | 'flight' | 'origin' | 'destination' | 'date' | 'time' | 'group' | 'stay') | null)[]; dateOrder?: ('dmy' | 'mdy') | null; corrections?: ({ line: number; field: 'reference' | 'passenger' | 'firstName' | 'lastName' | 'kind' | 'phone' | 'email' | 'language' | 'airline' | 'flight' | 'origin' | 'destination' | 'date' | 'time' | 'group' | 'stay'; value: string })[]; acceptSuggestions?: 'all' | number[] };
    ImportedJourney: { position: number; reference: string | null; verdict: 'new' | 'same' | 'changed' | 'refused'; state: 'waiting' | 'begun' | 'applied' | 'failed' | 'undone' | 'kept'; journeyId: string | null; group: string | null; passengers: string[]; flights: ({ flight: string; found: 'found' | 'not_found' | 'not_looked_up'; scheduled: string | null })[]; contacts: { name: string; phone: string; language: string }[]; rows: components['schemas']['ImportedRow'][]; notInFile: string[]; outcome: string | null };
    ImportedRow: { line: number; verdict: 'new' | 'same' | 'changed' | 'refused'; passenger: string; flight: string; phone: string | null; changes: ({ field: string; before: string | null; after: string | null })[]; problems: ({ field: string | null; code: string; message: string; suggestion: string | null })[]; warnings: ({ field: string | null; code: string; message: string; suggestion: string | null })[] };
    Incident: { id: string; kind: 'flight' | 'journey' | 'conversation' | 'agency'; subject: string; about: string | null; state: 'open' | 'claimed' | 'done'; severity: 'urgent' | 'normal'; deadline: components['schemas']['Instant'] | null; people: number; unreached: number; minors: number; tasksOpen: number; kinds: string[]; owner: ({ id: string | null; name: string }) | null; claimedAt: components['schemas']['Instant'] | null; snoozedUntil: components['schemas']['Instant'] | null; openedAt: components['schemas']['Instant']; updatedAt: components['schemas']['Instant']; closedAt: components['schemas']['Instant'] | null; closedBy: string | null; closedReason: string | null; waitingSince: components['schemas']['Instant'] | null; counts: { told: number; called: number; delivered: number; read: number; waiting: number; failed: number; toCall: number; notTold: number }; alert: ('asked' | 'unanswered' | 'unreachable') | null };
    IncidentMove: { act: 'claim'; steal?: boolean } | { act: 'release' } | { act: 'assign'; memberId: string } | { act: 'snooze'; until: components['schemas']['Instant'] } | { act: 'note'; text: string } | { act: 'resolve' } | { act: 'reopen' };
    IncidentThreadEntry: { at: components['schemas']['Instant']; kind: 'task_opened' | 'task_closed' | 'note' | 'act' | 'call'; by: string | null; about: string | null; text: string | null; words: components['schemas']['Words'] | null };
    Instant: string;
    Invitation: { id: string; name: string; email: string; role: 'owner' | 'agent' | 'duty' | 'limited'; groups: string[]; sees: 'all' | 'own'; invitedBy: string | null; createdAt: components['schemas']['Instant']; expiresAt: components['schemas']['Instant']; acceptedAt: components['schemas']['Instant'] | null; revokedAt: components['schemas']['Instant'] | null };
    InvitationInput: { name: string; email: string; role: 'owner' | 'agent' | 'duty' | 'limited'; groups?: string[]; sees?: 'all' | 'own'; language?: 'es' | 'en' | 'pt' };
    InvitationSeen: { agencyName: string; name: string; role: 'owner' | 'agent' | 'duty' | 'limited'; expiresAt: components['schemas']['Instant'] };
    Itinerary: { version: number; status: 'draft' | 'approved'; origin: 'model' | 'agency_places' | 'agency_plan'; days: components['schemas']['ItineraryDay'][]; generatedAt: components['schemas']['Instant'] };
    ItineraryApproval: { status: 'approved' };
    ItineraryDay: { date: string; items: components['schemas']['ItineraryItem'][] };
    ItineraryItem: { title: string; type: 'restaurant' | 'attraction' | 'hotel' | 'activity' | 'transport' | 'other'; start: string | null; address: string | null; city: string | null; country: string | null; lat: number | null; lng: number | null; opening_hours: string | null; rating: number | null; source: 'agency' | 'low_validation'; safety_warnings: string[]; tags: string[] };
    ItineraryLink: { page: string; calendar: string; pdf: string; expiresAt: components['schemas']['Instant'] };
    Journey: { id: string; agencyId: string; revision: number; reference: string | null; title: string | null; owner: string | null; keeper: { id: string; name: string } | null; group: string | null; state: 'live' | 'withdrawn'; notes: string | null; metadata: { [name: string]: unknown }; insertedAt: components['schemas']['Instant']; passengers: ({ id: string; name: string; callName: string; kind: 'adult' | 'child' | 'infant' })[]; legs: components['schemas']['Leg'][]; contacts: components['schemas']['Contact'][]; trips: components['schemas']['Trip'][] };
    JourneyEdit: { title?: string | null; owner?: string | null; group?: string | null; notes?: string | null; metadata?: { [name: string]: unknown }; keeperId?: string | null };
    JourneyMessage: { id: string; tripId: string | null; type: string; status: string; providerStatus: string | null; template: string | null; text: string; to: string; createdAt: components['schemas']['Instant']; dueAt: components['schemas']['Instant']; sentAt: components['schemas']['Instant'] | null; attempts: number; errorCode: string | null; reason: string | null; contactId: string; contactName: string; role: 'traveller' | 'guardian' | 'follower' | 'guide'; legId: string; flightKey: components['schemas']['FlightKey']; flightNumber: string; state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'dropped'; history: ({ step: 'entered' | 'first_tried' | 'last_tried' | 'accepted'; at: components['schemas']['Instant']; localAt: string })[] };
    JourneySummary: { id: string; agencyId: string; revision: number; reference: string | null; title: string | null; owner: string | null; keeper: { id: string; name: string } | null; group: string | null; state: 'live' | 'withdrawn'; notes: string | null; metadata: { [name: string]: unknown }; insertedAt: components['schemas']['Instant']; passengers: ({ id: string; name: string; callName: string; kind: 'adult' | 'child' | 'infant' })[]; legs: components['schemas']['Leg'][]; contacts: components['schemas']['Contact'][] };
    JourneyWithWarnings: { id: string; agencyId: string; revision: number; reference: string | null; title: string | null; owner: string | null; keeper: { id: string; name: string } | null; group: string | null; state: 'live' | 'withdrawn'; notes: string | null; metadata: { [name: string]: unknown }; insertedAt: components['schemas']['Instant']; passengers: ({ id: string; name: string; callName: string; kind: 'adult' | 'child' | 'infant' })[]; legs: components['schemas']['Leg'][]; contacts: components['schemas']['Contact'][]; trips: components['schemas']['Trip'][]; warnings: { pointer: string; code: string; message: string }[] };
    KnowledgeEntry: { question: string; answers: { es?: string; en?: string; pt?: string }; airline?: string | null; destination?: string | null; hotel?: string | null; id: string };
    KnowledgeImported: { imported: number; duplicates: { line: number; entryId: string }[]; errors: ({ line: number; column: string | null; code: string; message: string })[] };
    KnowledgeInput: { question: string; answers: { es?: string; en?: string; pt?: string }; airline?: string | null; destination?: string | null; hotel?: string | null };
    LastTold: { messageId: string; tripId: string; type: string; at: components['schemas']['Instant']; localAt: string; departure: components['schemas']['Instant'] | null; localDeparture: string | null };
    Leg: { id: string; flightNumber: string; originIata: string; destinationIata: string; departure: components['schemas']['Instant']; flightKey: components['schemas']['FlightKey']; localDeparture: string };
    LegAddition: { flightNumber: string; originIata: string; destinationIata: string; departure: string; returnDate?: string; stay?: string; notify?: boolean };
    LegEdit: { flightNumber?: string; originIata?: string; destinationIata?: string; departure?: string; returnDate?: string | null; stay?: string | null; notify?: boolean };
    LegInput: { flightNumber: string; originIata: string; destinationIata: string; departure: string; returnDate?: string; stay?: string };
    LocalFlightTimes: { departure: string; scheduledDeparture: string | null; bestDeparture: string | null; arrival: string | null; scheduledArrival: string | null; landedAt: string | null; observedAt: string | null; nextCheckAt: string | null };
    LocalTimes: { departure: string; scheduledDeparture: string | null; estimatedDeparture: string | null; estimatedArrival: string | null };
    Me: { kind: 'key' | 'member'; id: string; name: string; role: ('owner' | 'agent' | 'duty' | 'limited') | null; scopes: ('book' | 'read' | 'care' | 'admin')[]; groups: string[]; sees: 'all' | 'own'; agency: { id: string; name: string }; now: components['schemas']['Instant']; memberships: components['schemas']['Membership'][] };
    Member: { id: string; name: string; email: string; role: 'owner' | 'agent' | 'duty' | 'limited'; groups: string[]; sees: 'all' | 'own'; joinedAt: components['schemas']['Instant']; leftAt: components['schemas']['Instant'] | null };
    MemberEdit: { name?: string; role?: 'owner' | 'agent' | 'duty' | 'limited'; groups?: string[]; sees?: 'all' | 'own' };
    Membership: { memberId: string; name: string; role: 'owner' | 'agent' | 'duty' | 'limited'; agencyId: string; agencyName: string };
    Message: { id: string; tripId: string | null; type: string; status: string; providerStatus: string | null; template: string | null; text: string; to: string; createdAt: components['schemas']['Instant']; dueAt: components['schemas']['Instant']; sentAt: components['schemas']['Instant'] | null; attempts: number; errorCode: string | null; reason: string | null };
    NewImport: { text: string; fileName?: string } | ({ rows: ({ [name: string]: string | number | null })[]; fileName?: string }) | { upload: string; fileName?: string };
    NewJourney: { title?: string; owner?: string; group?: string; notes?: string; reference?: string; metadata?: { [name: string]: unknown }; passengers: components['schemas']['PassengerInput'][]; legs: components['schemas']['LegInput'][]; contacts?: components['schemas']['ContactInput'][]; notify?: boolean };
    NewTrip: { clientName: string; whatsapp: string | null; passengers?: string[]; language?: 'es' | 'en' | 'pt'; flightNumber: string; originIata: string; destinationIata: string; departure: string; returnDate?: string; stay?: string; clientDescription?: string; metadata?: { [name: string]: unknown }; reference?: string; journeyReference?: string; role?: 'traveller' | 'guardian' | 'follower' | 'guide'; consent?: { how: 'attested' | 'explicit'; at?: components['schemas']['Instant']; by?: string } };
    NewWebhook: { id: string; name: string; url: string; events: string[]; createdAt: components['schemas']['Instant']; isOn: boolean; offSince: components['schemas']['Instant'] | null; offBecause: ('owner' | 'failing' | 'gone') | null; failingSince: components['schemas']['Instant'] | null; lastDeliveredAt: components['schemas']['Instant'] | null; formerSecretUntil: components['schemas']['Instant'] | null; secret: string };
    Notice: { id: string; state: 'previewed' | 'sending' | 'stopped' | 'done'; texts: { [name: string]: string }; previewedBy: string; confirmedBy: string | null; confirmedAt: components['schemas']['Instant'] | null; stoppedBy: string | null; stoppedAt: components['schemas']['Instant'] | null; counts: { total: number; waiting: number; sent: number; delivered: number; read: number; failed: number; notSent: number }; recipients: ({ contactId: string; name: string | null; language: 'es' | 'en' | 'pt'; tripId: string | null; state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'not_sent'; reason: string | null })[] };
    NoticePreview: { previewId: string; expiresAt: components['schemas']['Instant']; count: number; needsCount: boolean; sending: components['schemas']['Sending']; versions: ({ language: 'es' | 'en' | 'pt'; window: 'open' | 'closed'; count: number; text: string })[]; recipients: ({ contactId: string; name: string; language: 'es' | 'en' | 'pt'; window: 'open' | 'closed' })[]; leftOut: ({ contactId: string; name: string; why: 'no_number' | 'opted_out' | 'no_consent' | 'follower' | 'unreachable' | 'no_language' | 'paused' })[]; allowance: { perDay: number; used: number; left: number } };
    OperatorSignIn: { token: string };
    OperatorState: { now: components['schemas']['Instant']; report: { outboxOldestSeconds: number; timersLateSeconds: number; unknownEffects: number; quarantined: number; urgentTasks: number; untoldIncidents: number; eventToSendP95Seconds: number | null }; events: { count: number; oldestAt: components['schemas']['Instant']; type: string }[]; timers: { count: number; oldestAt: components['schemas']['Instant']; agent: string }[]; due: { count: number; oldestAt: components['schemas']['Instant']; agencyId: string; agencyName: string }[]; unknown: { count: number; oldestAt: components['schemas']['Instant']; agencyId: string; agencyName: string }[]; quarantine: { count: number; oldestAt: components['schemas']['Instant']; agent: string; type: string; latestAt: components['schemas']['Instant']; error: string }[]; queues: { agent: string; count: number; oldestAt: components['schemas']['Instant'] }[] | null; circuits: ({ service: string; state: 'closed' | 'open' | 'half-open'; until: components['schemas']['Instant'] | null; failures: number; openedAt: components['schemas']['Instant'] | null })[]; canPutBack: boolean };
    Passenger: { id: string; name: string; callName: string; kind: 'adult' | 'child' | 'infant'; reference: string | null; joinedAt: components['schemas']['Instant'] };
    PassengerAddition: { name: string; callName?: string; kind?: 'adult' | 'child' | 'infant'; contact?: string | ({ name: string; callName?: string; phone: string | null; email?: string; language?: 'es' | 'en' | 'pt'; role?: 'traveller' | 'guardian' | 'follower' | 'guide'; consent?: { how: 'attested' | 'explicit'; at?: components['schemas']['Instant']; by?: string } }); notify?: boolean };
    PassengerEdit: { name?: string; callName?: string; kind?: 'adult' | 'child' | 'infant' };
    PassengerInput: { name: string; callName?: string; kind?: 'adult' | 'child' | 'infant' };
    PassengerMove: { flightNumber?: string; originIata?: string; destinationIata?: string; departure?: string; returnDate?: string | null; stay?: string | null; notify?: boolean };
    PersonOnFlight: { tripId: string; journeyId: string; contactId: string; name: string; role: 'traveller' | 'guardian' | 'follower' | 'guide'; passengers: ({ id: string; name: string; kind: 'adult' | 'child' | 'infant' })[]; phone: string | null; optedOut: boolean; state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'called' | 'to_call' | 'not_told'; why: string | null; code: string | null; last: components['schemas']['LastTold'] | null; tasks: ({ id: string; tripId: string | null; kind: 'cancelled' | 'diverted' | 'moved_earlier' | 'long_delay' | 'not_found' | 'found_elsewhere' | 'critical_unsent' | 'unreachable' | 'opted_out' | 'handoff' | 'missing_document' | 'itinerary_failed' | 'template_unusable' | 'call' | 'connection_at_risk' | 'connection_missed' | 'webhook_off'; severity: 'urgent' | 'normal'; state: 'open' | 'claimed' | 'done'; reason: string; facts: { [name: string]: unknown }; openedAt: components['schemas']['Instant']; updatedAt: components['schemas']['Instant']; closedReason: string | null; attempts: ({ at: components['schemas']['Instant']; by: string; outcome: 'no_answer' | 'wrong_number' })[]; localOpenedAt: string })[] };
    Place: { name: string; type?: 'restaurant' | 'attraction' | 'hotel' | 'activity' | 'transport' | 'other'; city: string; country?: string | null; address?: string; lat?: number | null; lng?: number | null; rating?: number | null; openingHours?: string | null; tags?: string[]; description?: string; id: string };
    PlaceInput: { name: string; type?: 'restaurant' | 'attraction' | 'hotel' | 'activity' | 'transport' | 'other'; city: string; country?: string | null; address?: string; lat?: number | null; lng?: number | null; rating?: number | null; openingHours?: string | null; tags?: string[]; description?: string };
    PlacesImported: { imported: number; duplicates: { line: number; placeId: string }[]; errors: ({ line: number; column: string | null; code: string; message: string })[] };
    Problem: { type: string; title: string; status: number; detail: string; errors?: { pointer?: string; parameter?: string; header?: string; code: string; message: string }[]; tripId?: string; journeyId?: string; instance?: string };
    PushSubscription: { endpoint: string; expirationTime?: number | null; keys: { p256dh: string; auth: string } };
    Reach: { id: string; name: string; phone: string | null; languages: ('es' | 'en' | 'pt')[]; consentedAt: components['schemas']['Instant'] | null };
    Reachability: { optedOut: boolean; address: string | null; lastInboundAt: components['schemas']['Instant'] | null; lastArrived: ({ messageId: string; tripId: string | null; type: string; at: components['schemas']['Instant']; state: string; errorCode: string | null }) | null; lastRefused: ({ messageId: string; tripId: string | null; type: string; at: components['schemas']['Instant']; state: string; errorCode: string | null }) | null };
    ReachInput: { phone: string | null; consent: boolean; languages?: ('es' | 'en' | 'pt')[] };
    Sending: { state: 'live' | 'test' | 'shadow' | 'paused'; decidedBy: ({ state: 'live' | 'test' | 'shadow' | 'paused'; until: components['schemas']['Instant'] | null; reason: string | null; phones: string[]; by: string | null; since: components['schemas']['Instant']; scope: 'platform' | 'agency' | 'journey' | 'contact' | 'type'; subject: string | null }) | null; set: ({ state: 'live' | 'test' | 'shadow' | 'paused'; until: components['schemas']['Instant'] | null; reason: string | null; phones: string[]; by: string | null; since: components['schemas']['Instant']; scope: 'platform' | 'agency' | 'journey' | 'contact' | 'type'; subject: string | null }) | null };
    SettingChange: { id: number; at: components['schemas']['Instant']; by: string | null; byKind: 'key' | 'member' | 'operator' | 'link' | 'bus'; key: string; before: { [name: string]: unknown }; after: { [name: string]: unknown }; fields: string[] };
    SettingField: { name: string; group: 'night' | 'before' | 'delays' | 'connections' | 'arrival' | 'whom' | 'failing' | 'assistant' | 'usage' | 'privacy'; kind: 'time' | 'number' | 'integer' | 'switch' | 'choice'; usual: string | number | boolean; least: number | null; most: number | null; options: { value: string; words: components['schemas']['Words'] }[]; words: components['schemas']['Words'] };
    SettingPreview: { key: string; since: components['schemas']['Instant']; until: components['schemas']['Instant']; trips: number; tripsLeft: number; messages: { before: number; after: number }; counts: { gone: number; new: number; later: number; earlier: number; reworded: number; wakes: number }; changes: ({ kind: 'gone' | 'new' | 'later' | 'earlier' | 'reworded'; wakes: boolean; tripId: string; journeyId: string; contactName: string; type: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call'; before: { at: components['schemas']['Instant']; local: string; text: string } | null; after: { at: components['schemas']['Instant']; local: string; text: string } | null })[]; changesLeft: number; isCovered: boolean; notReplayed: { code: string; message: string }[] };
    SettingPreviewRequest: { key: 'quiet_hours' | 'retry_limits' | 'rate_limiting' | 'retention' | 'feature_flags' | 'notification_preferences'; value: { [name: string]: unknown }; days?: number };
    Settings: { quiet_hours: { start?: string; end?: string }; retry_limits: { attempts?: number; base_seconds?: number; factor?: number; jitter?: number; cap_seconds?: number }; rate_limiting: { messages_per_minute?: number; model_usd_per_month?: number; notices_per_day?: number }; retention: { months?: number }; feature_flags: { itinerary_approval?: boolean; flight_alerts?: boolean }; notification_preferences: { reminder_enabled?: boolean; landing_enabled?: boolean; landing_in_quiet_hours?: boolean; boarding_enabled?: boolean; boarding_lead_minutes?: number; delay_threshold_minutes?: number; delay_threshold_later_minutes?: number; delay_cooldown_minutes?: number; earlier_threshold_minutes?: number; gate_alert_hours?: number; terminal_alert_hours?: number; getting_up_hours?: { domestic?: number; international?: number }; landing_stale_hours?: number; task_delay_minutes?: number; require_explicit_consent?: boolean; airport_lead_hours?: { domestic?: number; international?: number }; minimum_connection_minutes?: { domestic?: number; international?: number; other_airport?: number }; voseo?: 'by_number' | 'always' | 'never' } };
    SettingValues: { [name: string]: unknown };
    ShadowMessage: { id: string; at: components['schemas']['Instant']; type: 'reservation_confirmation' | '24h_reminder' | 'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'gate_change' | 'boarding' | 'cancelled' | 'reinstated' | 'diverted' | 'connection_at_risk' | 'connection_missed' | 'connection_restored' | 'departed' | 'landing' | 'trip_changed' | 'trip_cancelled' | 'itinerary_ready' | 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack' | 'reply' | 'reply_beside_person' | 'agency_reply' | 'agency_notice' | 'test_message' | 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call'; tripId: string | null; journeyId: string | null; contact: { id: string; name: string } | null; text: string; byHand: ({ kind: 'message' | 'call'; at: components['schemas']['Instant']; by: string | null; minutesLater: number }) | null };
    SignIn: { token: string; agencyId?: string };
    SoldHotel: { name: string; address?: string | null; phone?: string | null; checkIn?: string | null; checkOut?: string | null; notes?: string | null };
    SoldItem: { title: string; type?: 'restaurant' | 'attraction' | 'hotel' | 'activity' | 'transport' | 'other'; start: string; end?: string | null; address?: string | null; supplier?: string | null; phone?: string | null; notes?: string | null };
    SoldTransfer: { start: string; pickUp: string; dropOff?: string | null; supplier?: string | null; phone?: string | null; notes?: string | null };
    Stay: { n: number; city: string; iata: string; zone: string; from: string; to: string; isEndKnown: boolean; arrivesAt: components['schemas']['Instant']; leavesAt: components['schemas']['Instant'] | null; tripIds: string[]; plan: components['schemas']['StayPlan'] | null; itinerary: components['schemas']['Itinerary'] | null; links: { contactId: string; page: string; calendar: string; pdf: string; expiresAt: components['schemas']['Instant'] }[] };
    StayPlan: { hotel?: components['schemas']['SoldHotel'] | null; transfers?: components['schemas']['SoldTransfer'][]; items?: components['schemas']['SoldItem'][] };
    Task: { id: string; tripId: string | null; kind: 'cancelled' | 'diverted' | 'moved_earlier' | 'long_delay' | 'not_found' | 'found_elsewhere' | 'critical_unsent' | 'unreachable' | 'opted_out' | 'handoff' | 'missing_document' | 'itinerary_failed' | 'template_unusable' | 'call' | 'connection_at_risk' | 'connection_missed' | 'webhook_off'; severity: 'urgent' | 'normal'; state: 'open' | 'claimed' | 'done'; reason: string; facts: { [name: string]: unknown }; openedAt: components['schemas']['Instant']; updatedAt: components['schemas']['Instant']; closedReason: string | null; attempts: ({ at: components['schemas']['Instant']; by: string; outcome: 'no_answer' | 'wrong_number' })[] };
    TaskMove: { state: 'open' | 'claimed' | 'done'; outcome?: 'reached' | 'no_answer' | 'wrong_number'; by?: string };
    Template: { name: string; type: string; locale: 'es' | 'es-AR' | 'en' | 'pt'; text: string; isUsable: boolean | null };
    TimelineEntry: { at: components['schemas']['Instant']; kind: 'flight' | 'decision' | 'message' | 'task' | 'inbound' | 'document' | 'act'; summary: string; detail: { [name: string]: unknown } };
    Trip: { id: string; agencyId: string; revision: number; journeyId: string; legId: string; contactId: string; role: 'traveller' | 'guardian' | 'follower' | 'guide'; clientName: string; callName: string; passengers: components['schemas']['Passenger'][]; whatsapp: string | null; language: 'es' | 'en' | 'pt'; flightNumber: string; originIata: string; destinationIata: string; originZone: string; destinationZone: string; departure: components['schemas']['Instant']; flightKey: components['schemas']['FlightKey']; status: 'booked' | 'scheduled' | 'departed' | 'landed' | 'cancelled' | 'diverted' | 'withdrawn' | 'not_found'; scheduledDeparture: components['schemas']['Instant'] | null; estimatedDeparture: components['schemas']['Instant'] | null; estimatedArrival: components['schemas']['Instant'] | null; gate: string | null; terminal: string | null; faFlightId: string | null; nextCheckAt: components['schemas']['Instant'] | null; stay: string | null; returnDate: string | null; clientDescription: string | null; metadata: { [name: string]: unknown }; reference: string | null; consent: { how: 'attested' | 'explicit'; at: components['schemas']['Instant']; by: string; recordedBy?: string }; insertedAt: components['schemas']['Instant']; local: components['schemas']['LocalTimes'] };
    TripEdit: { clientName?: string; whatsapp?: string | null; language?: 'es' | 'en' | 'pt'; flightNumber?: string; originIata?: string; destinationIata?: string; departure?: string; returnDate?: string | null; stay?: string | null; clientDescription?: string | null; metadata?: { [name: string]: unknown }; notify?: boolean };
    TripWithWarnings: { id: string; agencyId: string; revision: number; journeyId: string; legId: string; contactId: string; role: 'traveller' | 'guardian' | 'follower' | 'guide'; clientName: string; callName: string; passengers: components['schemas']['Passenger'][]; whatsapp: string | null; language: 'es' | 'en' | 'pt'; flightNumber: string; originIata: string; destinationIata: string; originZone: string; destinationZone: string; departure: components['schemas']['Instant']; flightKey: components['schemas']['FlightKey']; status: 'booked' | 'scheduled' | 'departed' | 'landed' | 'cancelled' | 'diverted' | 'withdrawn' | 'not_found'; scheduledDeparture: components['schemas']['Instant'] | null; estimatedDeparture: components['schemas']['Instant'] | null; estimatedArrival: components['schemas']['Instant'] | null; gate: string | null; terminal: string | null; faFlightId: string | null; nextCheckAt: components['schemas']['Instant'] | null; stay: string | null; returnDate: string | null; clientDescription: string | null; metadata: { [name: string]: unknown }; reference: string | null; consent: { how: 'attested' | 'explicit'; at: components['schemas']['Instant']; by: string; recordedBy?: string }; insertedAt: components['schemas']['Instant']; local: components['schemas']['LocalTimes']; warnings: { field: string; code: string; message: string }[] };
    Upload: { id: string; url: string; expiresAt: components['schemas']['Instant']; maxBytes: number };
    Webhook: { id: string; name: string; url: string; events: string[]; createdAt: components['schemas']['Instant']; isOn: boolean; offSince: components['schemas']['Instant'] | null; offBecause: ('owner' | 'failing' | 'gone') | null; failingSince: components['schemas']['Instant'] | null; lastDeliveredAt: components['schemas']['Instant'] | null; formerSecretUntil: components['schemas']['Instant'] | null };
    WebhookDelivery: { id: string; eventId: string; type: string; state: 'pending' | 'delivered' | 'failed' | 'dropped'; createdAt: components['schemas']['Instant']; nextTryAt: components['schemas']['Instant'] | null; tries: components['schemas']['WebhookTry'][] };
    WebhookEdit: { name?: string; url?: string; events?: ('trip.booked' | 'trip.changed' | 'trip.cancelled' | 'journey.booked' | 'journey.changed' | 'flight.matched' | 'flight.changed' | 'flight.not_found' | 'connection.at_risk' | 'connection.missed' | 'connection.restored' | 'message.received' | 'message.failed' | 'conversation.taken_over' | 'conversation.given_back' | 'traveller.opted_out' | 'traveller.opted_in' | 'itinerary.ready' | 'itinerary.failed')[]; isOn?: boolean };
    WebhookInput: { name: string; url: string; events: ('trip.booked' | 'trip.changed' | 'trip.cancelled' | 'journey.booked' | 'journey.changed' | 'flight.matched' | 'flight.changed' | 'flight.not_found' | 'connection.at_risk' | 'connection.missed' | 'connection.restored' | 'message.received' | 'message.failed' | 'conversation.taken_over' | 'conversation.given_back' | 'traveller.opted_out' | 'traveller.opted_in' | 'itinerary.ready' | 'itinerary.failed')[] };
    WebhookTry: { at: components['schemas']['Instant']; ms: number; status: number | null; error: ('connection' | 'http' | 'no-such-host' | 'redirect' | 'refused-address' | 'timeout' | 'tls') | null };
    WholeIncident: { id: string; kind: 'flight' | 'journey' | 'conversation' | 'agency'; subject: string; about: string | null; state: 'open' | 'claimed' | 'done'; severity: 'urgent' | 'normal'; deadline: components['schemas']['Instant'] | null; people: number; unreached: number; minors: number; tasksOpen: number; kinds: string[]; owner: ({ id: string | null; name: string }) | null; claimedAt: components['schemas']['Instant'] | null; snoozedUntil: components['schemas']['Instant'] | null; openedAt: components['schemas']['Instant']; updatedAt: components['schemas']['Instant']; closedAt: components['schemas']['Instant'] | null; closedBy: string | null; closedReason: string | null; waitingSince: components['schemas']['Instant'] | null; counts: { told: number; called: number; delivered: number; read: number; waiting: number; failed: number; toCall: number; notTold: number }; alert: ('asked' | 'unanswered' | 'unreachable') | null; tasks: ({ id: string; tripId: string | null; kind: 'cancelled' | 'diverted' | 'moved_earlier' | 'long_delay' | 'not_found' | 'found_elsewhere' | 'critical_unsent' | 'unreachable' | 'opted_out' | 'handoff' | 'missing_document' | 'itinerary_failed' | 'template_unusable' | 'call' | 'connection_at_risk' | 'connection_missed' | 'webhook_off'; severity: 'urgent' | 'normal'; state: 'open' | 'claimed' | 'done'; reason: string; facts: { [name: string]: unknown }; openedAt: components['schemas']['Instant']; updatedAt: components['schemas']['Instant']; closedReason: string | null; attempts: ({ at: components['schemas']['Instant']; by: string; outcome: 'no_answer' | 'wrong_number' })[]; tripName: string | null })[]; notes: { id: string; text: string; by: string; at: components['schemas']['Instant'] }[]; calls: ({ at: components['schemas']['Instant']; to: string; status: ('PENDING' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'DROPPED') | null; answeredAt: components['schemas']['Instant'] | null })[]; nextStep: ('call' | 'rebook' | 'arrange_onward' | 'answer' | 'make_sure_they_know' | 'correct_number' | 'confirm_flight' | 'check_booking' | 'see_connection' | 'see_delay' | 'mend_template' | 'mend_webhook' | 'file_document' | 'plan_stay' | 'close') | null; nextStepWords: components['schemas']['Words'] | null; closedWords: components['schemas']['Words'] | null; thread: components['schemas']['IncidentThreadEntry'][] };
    Words: { [name: string]: string };
    WrittenMessage: { text: string; by?: string; steal?: boolean };
    WrittenNote: { text: string; by?: string };
  };
}
