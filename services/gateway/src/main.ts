import { armCrashPoint } from '@vss/shared/process/crash-point.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { runProcess } from '@vss/shared/process/run-process.ts'
import { buildApp } from './app.ts'
import { loadGatewayConfig } from './config.ts'
import { leadLoops } from './lead/lead-loops.ts'
import { runLeader } from './lead/run-leader.ts'
import { openGateway } from './open-gateway.ts'

const log = makeLogger('gateway')

await runProcess(log, async () => {
  const config = loadGatewayConfig()
  log.level = config.LOG_LEVEL
  armCrashPoint(config.CRASH_AT, config.CRASH_SIGNAL)
  const gateway = openGateway(config, log)
  const app = buildApp(gateway.http)
  const leader = runLeader(config.DATABASE_URL, (signal) => leadLoops(gateway.lead, signal), log)
  await app.listen({ host: config.HOST, port: config.PORT })
  return {
    stop: async () => {
      await Promise.all([app.close(), leader.stop()])
      await gateway.close()
    },
  }
})
