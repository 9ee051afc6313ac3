-- Times are milliseconds since 1970 in UTC, 0 for none. The same statements run on
-- SQLite and on PostgreSQL.

-- +goose Up
CREATE TABLE subscriptions (
    platform TEXT   NOT NULL,
    chat     TEXT   NOT NULL,
    thread   TEXT   NOT NULL, -- empty outside of a forum
    server   TEXT   NOT NULL,
    owner    TEXT   NOT NULL,
    weekday  BIGINT NOT NULL, -- 0 is Sunday
    hour     BIGINT NOT NULL,
    minute   BIGINT NOT NULL,
    zone     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    report   TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    since    BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    round    BIGINT NOT NULL,
    created  BIGINT NOT NULL,
    paused   BIGINT NOT NULL,
    PRIMARY KEY (platform, chat, thread)
);
CREATE INDEX subscriptions_due ON subscriptions (due) WHERE state = 'active';
CREATE INDEX subscriptions_server ON subscriptions (platform, server);

CREATE TABLE ledger (
    nonce    TEXT   NOT NULL PRIMARY KEY,
    platform TEXT   NOT NULL,
    chat     TEXT   NOT NULL,
    thread   TEXT   NOT NULL,
    server   TEXT   NOT NULL,
    slot     TEXT   NOT NULL,
    due      BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    report   TEXT   NOT NULL,
    fact     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    digest   TEXT   NOT NULL,
    content  TEXT   NOT NULL,
    round    BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    doubts   BIGINT NOT NULL,
    doubted  BIGINT NOT NULL,
    ready    BIGINT NOT NULL,
    message  TEXT   NOT NULL,
    updated  BIGINT NOT NULL,
    owner    TEXT   NOT NULL,
    fence    BIGINT NOT NULL,
    UNIQUE (platform, chat, thread, slot)
);
CREATE INDEX ledger_open ON ledger (platform, ready) WHERE state IN ('planned', 'retry', 'sending');
CREATE INDEX ledger_due ON ledger (due);

CREATE TABLE leases (
    name  TEXT   NOT NULL PRIMARY KEY,
    owner TEXT   NOT NULL,
    fence BIGINT NOT NULL,
    until BIGINT NOT NULL
);

-- What each fact rested on when it was seen first. Where that changes and the
-- fact's own text does not, the fact may say something that is no longer so.
CREATE TABLE facts (
    report  TEXT NOT NULL,
    fact    TEXT NOT NULL,
    wording TEXT NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (report, fact)
);

-- +goose Down
DROP TABLE facts;
DROP TABLE leases;
DROP TABLE ledger;
DROP TABLE subscriptions;
