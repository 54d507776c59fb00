-- With the rights of the owner: what was said of a consent is changed by nobody, but emptied of who
-- said it once its trip is forgotten.
create or replace function bauhaus.forget_consents(ids uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update bauhaus.trips t
     set consent = (t.consent - 'recordedBy') || '{"by": "•••"}'
   where t.id = any (ids) and t.agency_id = bauhaus.current_agency()
     and t.forgotten_at is not null;
end
$$;

comment on function bauhaus.forget_consents is
  'Takes out of the consents of forgotten trips who gave and who recorded them.';
