create or replace function bauhaus.forget_contact(
  contact uuid, agency uuid, at timestamptz
) returns void
language plpgsql as $$
declare
  nobody uuid;
begin
  delete from bauhaus.sending_brakes b
   where b.agency_id = agency and b.scope = 'contact' and b.subject = contact::text;
  delete from bauhaus.notice_recipients r where r.agency_id = agency and r.contact_id = contact;
  -- Words that were for nobody else.
  delete from bauhaus.notices n
   where n.agency_id = agency
     and not exists (select from bauhaus.notice_recipients r where r.notice_id = n.id);
  update bauhaus.groups g set leader_id = null where g.leader_id = contact;
  if exists (select from bauhaus.trips t where t.contact_id = contact) then
    insert into bauhaus.contacts (agency_id, name, call_name, language, inserted_at, updated_at,
      forgotten_at)
    values (agency, '•••', '', 'es', at, at, at) returning id into nobody;
    update bauhaus.trips t set contact_id = nobody where t.contact_id = contact;
  end if;
  -- Their consents go with them: the one way in which a consent can be removed.
  delete from bauhaus.contacts c where c.id = contact;
end
$$;

comment on function bauhaus.forget_contact is
  'Removes a contact whose trips are forgotten; those stay together under a contact who is nobody.';
