create table bauhaus.conversation_threads (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  last_inbound_at timestamptz,
  inserted_at timestamptz not null,
  taken_over_until timestamptz,
  taken_over_by text,
  taken_over_at timestamptz,
  address text,
  unique (agency_id, sender, phone)
);
comment on table bauhaus.conversation_threads is
  'The conversation of a phone with one number of an agency; the actor of the concierge.';
comment on column bauhaus.conversation_threads.taken_over_until is
  'A person has the conversation until then: replies of the concierge are not claimed for sending.';
comment on column bauhaus.conversation_threads.taken_over_at is
  'When the present takeover began; a handoff that was claimed earlier does not end it.';
comment on column bauhaus.conversation_threads.address is
  'Where WhatsApp says that the traveller is, and what is sent goes; phone is its canonical form.';
alter table bauhaus.conversation_threads enable row level security;
create index conversation_threads_phone on bauhaus.conversation_threads (agency_id, phone);
create index conversation_threads_newest
  on bauhaus.conversation_threads (agency_id, last_inbound_at desc);

create table bauhaus.conversations (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  thread_id uuid not null references bauhaus.conversation_threads on delete cascade,
  direction text not null check (direction in ('in', 'out', 'note')),
  text text not null,
  media jsonb not null default '[]',
  provider_id text not null unique,
  at timestamptz not null,
  opt_out_type text,
  author text,
  choice text
);
comment on column bauhaus.conversations.author is
  'Who of the agency wrote it; null: a traveller, or not known.';
comment on table bauhaus.conversations is
  'Inbound messages, texts of a person at the agency that are to be sent, and notes of the agency, '
  'which are never sent. What was sent is in notifications_log and not copied here.';
comment on column bauhaus.conversations.opt_out_type is
  'What Twilio takes the message for: STOP, START or HELP; null: for none of them.';
comment on column bauhaus.conversations.choice is
  'The id of the option that was tapped, of a message that offered some; null: none was.';
alter table bauhaus.conversations enable row level security;
create index conversations_thread on bauhaus.conversations (thread_id, at desc);

create table bauhaus.agency_questions (
  sender text not null,
  phone text not null,
  choices jsonb not null,
  at timestamptz not null,
  agency_id uuid references bauhaus.agencies on delete cascade,
  answered_by text,
  held jsonb not null,
  primary key (sender, phone)
);
comment on table bauhaus.agency_questions is
  'Which of the agencies that share a number a traveller means, and what they wrote before they '
  'said so. Belongs to no agency, and none can read it.';
alter table bauhaus.agency_questions enable row level security;
create index agency_questions_at on bauhaus.agency_questions (at);
