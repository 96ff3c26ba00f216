using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli;

/// <summary>Shows that both sides are being read: of a large catalogue this takes minutes.</summary>
internal static class Reading
{
    public static Task<T> WhileAsync<T>(VerbRun run, Session session, Func<Task<T>> work) =>
        run.Voice.WaitAsync(
            "Comparing both sides",
            async tell =>
            {
                var progress = session.Get<StockProgress>();
                progress.Watcher = tell;
                try
                {
                    return await work();
                }
                finally
                {
                    progress.Watcher = null;
                }
            }
        );
}
