import { generateKeyPairSync } from 'node:crypto'
import type { GoogleCredentials } from '../providers/google-credentials.ts'

/** A key of no service account there is, but one that can sign. */
export const makeGoogleTestKey = (): GoogleCredentials => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    type: 'service_account',
    project_id: 'test-project',
    private_key_id: 'test',
    private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    client_email: 'voice@test-project.iam.gserviceaccount.com',
  }
}
