// Package crashtest holds no code but tests of the whole program: they run the real
// binary against small doubles of Discord and Telegram, kill it, stop it, take its
// database away and let the platforms fail, and then compare what stands in every
// channel with what the ledger says. The doubles know what posting needs and no more,
// and keep little per channel, so that ten thousand channels are no burden.
//
// The tests are short by default. REPORTBOT_LONG=1 makes them long (run them with
// -timeout 60m -v: they print what they counted), and REPORTBOT_SEED repeats a run's
// random choices, as far as time lets them be repeated. They run on Linux, which ends the
// program with the test whatever ends that.
package crashtest
