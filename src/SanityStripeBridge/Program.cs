using SanityStripeBridge.Cli;

return await BridgeCli.RunAsync(args, CliWorld.Real(), CancellationToken.None);
