// Imported by the campaign's page: brings the words of the launch rehearsal in.
import { addMessages } from './index'
import { en } from './rehearsal.en'
import { zh } from './rehearsal.zh'

addMessages(zh, en)
